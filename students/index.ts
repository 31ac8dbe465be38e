/** @file stage 4 of 6 · in: window shape, classes · out: a network that fits the device */
export { type Cnn1dTinyOptions, cnn1dTiny } from "./cnn1d-tiny.ts";
export { type DsCnn1dOptions, dsCnn1d } from "./ds-cnn1d.ts";
