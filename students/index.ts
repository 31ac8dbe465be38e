/** @file stage 4 of 6 · in: window shape, classes · out: a network that fits the device */
export { registerLayers } from "#record/layers/register-layers";
export type { Cnn1dTinyOptions } from "./cnn1d-tiny.ts";
export type { DsCnn1dOptions } from "./ds-cnn1d.ts";
export * as students from "./entries.ts";
