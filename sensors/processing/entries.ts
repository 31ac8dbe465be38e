/** @file Every processing step. One sorted line each. */
export { bandPass } from "./band-pass.ts";
export { bipolar } from "./bipolar.ts";
export { exponentialStandardise } from "./exponential-standardise.ts";
export { fillGaps } from "./fill-gaps.ts";
export { gravity } from "./gravity.ts";
export { highPass } from "./high-pass.ts";
export { laplacian } from "./laplacian.ts";
export { lowPass } from "./low-pass.ts";
export { magnitude } from "./magnitude.ts";
export { montage } from "./montage.ts";
export { notch } from "./notch.ts";
export { reference } from "./reference.ts";
export { resample } from "./resample.ts";
export { scale } from "./scale.ts";
