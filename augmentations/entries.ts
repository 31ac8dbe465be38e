/** @file Every augmentation; the namespace of this file is the registry. */
export { type GravityDriftOptions, gravityDrift } from "./gravity-drift.ts";
export { type JitterOptions, jitter } from "./jitter.ts";
export { type MixupOptions, mixup } from "./mixup.ts";
export { type ScalingOptions, scaling } from "./scaling.ts";
export { type TimeWarpOptions, timeWarp } from "./time-warp.ts";
