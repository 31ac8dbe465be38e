/** @file stage 3 of 6 · in: window shapes, classes · out: a large network to learn from */
export { type FuseOptions, fuse } from "./fuse.ts";
export { skelTcn } from "./skel-tcn.ts";
export { type Wrn1dOptions, wrn1d } from "./wrn1d.ts";
