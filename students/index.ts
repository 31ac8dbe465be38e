/** @file stage 4 of 6 · in: window shape, classes · out: a network that fits the device */
export { registerLayers } from "#record/layers/register-layers";
export type { BilstmSOptions } from "./bilstm-s.ts";
export type { Cnn1dBranchesOptions } from "./cnn1d-branches.ts";
export type { Cnn1dTinyOptions } from "./cnn1d-tiny.ts";
export type { DsCnn1dOptions } from "./ds-cnn1d.ts";
export type { EegnetOptions } from "./eegnet.ts";
export * as students from "./entries.ts";
export type { GruOptions } from "./gru.ts";
export type { SccnetOptions } from "./sccnet.ts";
export type { ShallowConvNetOptions } from "./shallow-conv-net.ts";
export type { TcnOptions } from "./tcn.ts";
export type { TinyHarOptions } from "./tiny-har.ts";
