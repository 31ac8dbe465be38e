/** @file Every distillation method, sorted. */
export { pskd } from "./cross-modal/pskd.ts";
export { kd } from "./response/kd.ts";
export { none } from "./response/none.ts";
