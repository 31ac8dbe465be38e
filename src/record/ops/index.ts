/** @file Every op the recorder knows. */
import type { Op } from "#record/op";
import { normalisations } from "./batch-norm.ts";
import { convolutions } from "./conv.ts";
import { elementwise } from "./elementwise.ts";
import { products } from "./matmul.ts";
import { pools } from "./pool.ts";
import { reductions } from "./reduce.ts";
import { shapes } from "./shape.ts";
import { softmaxes } from "./softmax.ts";

export const ops: readonly Op[] = [
  ...convolutions,
  ...elementwise,
  ...normalisations,
  ...pools,
  ...products,
  ...reductions,
  ...shapes,
  ...softmaxes,
];
