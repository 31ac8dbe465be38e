/** @file Every teacher, sorted. */
export { deepConvNet } from "./deep-conv-net.ts";
export { fuse } from "./fuse.ts";
export { skelTcn } from "./skel-tcn.ts";
export { wrn1d } from "./wrn1d.ts";
