/** @file Every distillation method, sorted. */
export { pskd } from "./cross-modal/pskd.ts";
export { ab } from "./feature/ab.ts";
export { at } from "./feature/at.ts";
export { fitnet } from "./feature/fitnet.ts";
export { fsp } from "./feature/fsp.ts";
export { ft } from "./feature/ft.ts";
export { nst } from "./feature/nst.ts";
export { reviewkd } from "./feature/reviewkd.ts";
export { vid } from "./feature/vid.ts";
export { dkd } from "./response/dkd.ts";
export { eskd } from "./response/eskd.ts";
export { kd } from "./response/kd.ts";
export { mixKd } from "./response/mix-kd.ts";
export { none } from "./response/none.ts";
export { odKd } from "./response/od-kd.ts";
export { tfKd } from "./response/tf-kd.ts";
