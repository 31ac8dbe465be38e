/** @file Every kind of app, sorted. */
export { android } from "./android.ts";
export { ios } from "./ios.ts";
export { node } from "./node.ts";
export { reactNative } from "./react-native.ts";
export { web } from "./web.ts";
