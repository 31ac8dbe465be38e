/** @file Every range method, sorted. */
export { entropy } from "./entropy.ts";
export { minMax } from "./min-max.ts";
export { movingAverage } from "./moving-average.ts";
export { mse } from "./mse.ts";
export { percentile } from "./percentile.ts";
