/** @file stage 3 of 6 · in: window shapes, classes · out: a large network to learn from */

export type { DeepConvNetOptions } from "./deep-conv-net.ts";
export type { EnsembleOptions } from "./ensemble.ts";
export * as teachers from "./entries.ts";
export type { FuseOptions } from "./fuse.ts";
export type { OnnxFileOptions } from "./onnx-file.ts";
export type { Resnet181dOptions } from "./resnet18-1d.ts";
export type { SkelBilstmOptions } from "./skel-bilstm.ts";
export type { StgcnOptions } from "./stgcn.ts";
export type { TaskedOptions } from "./tasked.ts";
export type { TfjsFileOptions } from "./tfjs-file.ts";
export type { TransformerOptions } from "./transformer.ts";
export type { Wrn1dOptions } from "./wrn1d.ts";
