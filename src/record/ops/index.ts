/** @file Every op the recorder knows. */
import type { Op } from "#record/op";
import { normalisations } from "./batch-norm.ts";
import { binary } from "./binary.ts";
import { convolutions } from "./conv.ts";
import { depthwiseConvolutions } from "./depthwise-conv.ts";
import { products } from "./matmul.ts";
import { pools } from "./pool.ts";
import { rectifiers } from "./rectifiers.ts";
import { reductions } from "./reduce.ts";
import { shapes } from "./shape.ts";
import { softmaxes } from "./softmax.ts";
import { unary } from "./unary.ts";

export const ops: readonly Op[] = [
  ...convolutions,
  ...depthwiseConvolutions,
  ...binary,
  ...rectifiers,
  ...unary,
  ...normalisations,
  ...pools,
  ...products,
  ...reductions,
  ...shapes,
  ...softmaxes,
];
