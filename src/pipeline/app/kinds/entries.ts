/** @file Every kind of app, sorted. */
export { node } from "./node.ts";
export { web } from "./web.ts";
