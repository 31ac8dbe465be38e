/** @file Every student, sorted. */
export { cnn1dTiny } from "./cnn1d-tiny.ts";
export { dsCnn1d } from "./ds-cnn1d.ts";
