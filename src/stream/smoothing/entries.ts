/** @file Every way of smoothing. One sorted line each. */
export { hmm } from "./hmm.ts";
export { majority } from "./majority.ts";
export { none } from "./none.ts";
