/** @file Every distillation method, sorted. */
export { pskd } from "./cross-modal/pskd.ts";
export { dkd } from "./response/dkd.ts";
export { eskd } from "./response/eskd.ts";
export { kd } from "./response/kd.ts";
export { mixKd } from "./response/mix-kd.ts";
export { none } from "./response/none.ts";
export { odKd } from "./response/od-kd.ts";
export { tfKd } from "./response/tf-kd.ts";
