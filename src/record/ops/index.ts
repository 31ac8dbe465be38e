/** @file Every op the recorder knows. */
import type { Op } from "#record/op";
import { averagePools } from "./average-pool.ts";
import { normalisations } from "./batch-norm.ts";
import { binary } from "./binary.ts";
import { blocks } from "./blocks.ts";
import { convolutions } from "./conv.ts";
import { depthwiseConvolutions } from "./depthwise-conv.ts";
import { einsums } from "./einsum.ts";
import { fills } from "./fill.ts";
import { fusedConvolutions } from "./fused-conv.ts";
import { gathers } from "./gather.ts";
import { joints } from "./join.ts";
import { localResponses } from "./local-response.ts";
import { logic } from "./logic.ts";
import { products } from "./matmul.ts";
import { maxPools } from "./max-pool.ts";
import { pads } from "./pad.ts";
import { rectifiers } from "./rectifiers.ts";
import { reductions } from "./reduce.ts";
import { resizes } from "./resize.ts";
import { scans } from "./scans.ts";
import { scatters } from "./scatter.ts";
import { segmentSums } from "./segments.ts";
import { shapes } from "./shape.ts";
import { slices } from "./slice.ts";
import { softmaxes } from "./softmax.ts";
import { sorts } from "./sort.ts";
import { trigonometry } from "./trigonometric.ts";
import { unary } from "./unary.ts";

export const ops: readonly Op[] = [
  ...averagePools,
  ...convolutions,
  ...depthwiseConvolutions,
  ...fusedConvolutions,
  ...maxPools,
  ...binary,
  ...blocks,
  ...einsums,
  ...fills,
  ...gathers,
  ...joints,
  ...localResponses,
  ...logic,
  ...rectifiers,
  ...unary,
  ...normalisations,
  ...pads,
  ...products,
  ...reductions,
  ...resizes,
  ...scans,
  ...scatters,
  ...segmentSums,
  ...shapes,
  ...slices,
  ...softmaxes,
  ...sorts,
  ...trigonometry,
];
