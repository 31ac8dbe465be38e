/** @file Every augmentation; the namespace of this file is the registry. */
export { jitter } from "./jitter.ts";
export { mixup } from "./mixup.ts";
export { scaling } from "./scaling.ts";
export { timeWarp } from "./time-warp.ts";
