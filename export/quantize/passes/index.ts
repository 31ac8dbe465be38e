/** @file From QDQ to integer operators with channels last, and on to standard ones: the order, with the reasons. */
import { collectViews } from "#export/passes/collect-views";
import { lowerViews } from "#export/passes/lower-views";
import { mergeViews } from "#export/passes/merge-views";
import { shareEqualConstants } from "#export/passes/share-equal-constants";
import { shareEqualNodes } from "#export/passes/share-equal-nodes";
import { sinkViews } from "#export/passes/sink-views";
import type { Pass } from "#graph/pass";
import { fuseNhwcMaxPool } from "./fuse-nhwc-max-pool.ts";
import { fuseQgemm } from "./fuse-qgemm.ts";
import { fuseQlinearAdd } from "./fuse-qlinear-add.ts";
import { fuseQlinearAveragePool } from "./fuse-qlinear-average-pool.ts";
import { fuseQlinearConv } from "./fuse-qlinear-conv.ts";
import { gatherQlinearConv } from "./gather-qlinear-conv.ts";
import { scaleWhileQuantizing } from "./scale-while-quantizing.ts";
import { standardOperators } from "./standard-operators.ts";

export const qlinearPasses: readonly Pass[] = [
  fuseQlinearConv, // each fused node comes between two views …
  fuseNhwcMaxPool,
  fuseQlinearAveragePool,
  fuseQlinearAdd,
  fuseQgemm,
  sinkViews, // … which cancel: channels stay last from the first convolution to the logits
  shareEqualNodes,
  collectViews, // only now: the layout change before the normalisation makes that fast, and must not sink
  mergeViews,
  lowerViews,
  scaleWhileQuantizing, // last, since nothing moves below a quantization per channel
  shareEqualConstants, // zero points, mostly
];

export const standardPasses: readonly Pass[] = [
  gatherQlinearConv, // dense convolutions become products
  standardOperators, // depthwise ones, pools and sums turn back
  shareEqualNodes, // an input that two layers unfold
  shareEqualConstants,
];
