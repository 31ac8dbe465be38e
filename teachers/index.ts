/** @file stage 3 of 6 · in: window shapes, classes · out: a large network to learn from */

export * as teachers from "./entries.ts";
export type { FuseOptions } from "./fuse.ts";
export type { Wrn1dOptions } from "./wrn1d.ts";
