/** @file Every scheme, sorted. */
export { dynamicInt8 } from "./schemes/dynamic-int8.ts";
export { fp16 } from "./schemes/fp16.ts";
export { mixed } from "./schemes/mixed.ts";
export { staticInt8 } from "./schemes/static-int8.ts";
export { weightInt4 } from "./schemes/weight-int4.ts";
export { weightInt8 } from "./schemes/weight-int8.ts";
