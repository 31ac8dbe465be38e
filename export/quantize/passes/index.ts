/** @file From QDQ to integer operators with channels last, and on to others: the order, with the reasons. */
import { collectViews } from "#export/passes/collect-views";
import { lowerViews } from "#export/passes/lower-views";
import { mergeViews } from "#export/passes/merge-views";
import { shareEqualConstants } from "#export/passes/share-equal-constants";
import { shareEqualNodes } from "#export/passes/share-equal-nodes";
import { sinkViews } from "#export/passes/sink-views";
import type { Pass } from "#graph/pass";
import { alignChannels } from "./align-channels.ts";
import { fuseNhwcMaxPool } from "./fuse-nhwc-max-pool.ts";
import { fuseQgemm } from "./fuse-qgemm.ts";
import { fuseQlinearAdd } from "./fuse-qlinear-add.ts";
import { fuseQlinearAveragePool } from "./fuse-qlinear-average-pool.ts";
import { fuseQlinearConv } from "./fuse-qlinear-conv.ts";
import { gatherMatmulInteger } from "./gather-matmul-integer.ts";
import { gatherQlinearConv } from "./gather-qlinear-conv.ts";
import { maxOfProducts } from "./max-of-products.ts";
import { meanOfProducts } from "./mean-of-products.ts";
import { normalizeChannelsLast } from "./normalize-channels-last.ts";
import { realLogits } from "./real-logits.ts";
import { standardOperators } from "./standard-operators.ts";

const integerPasses: readonly Pass[] = [
  fuseQlinearConv, // each fused node comes between two views …
  fuseNhwcMaxPool,
  fuseQlinearAveragePool,
  fuseQlinearAdd,
  fuseQgemm,
  sinkViews, // … which cancel: channels stay last from the first convolution to the logits
  shareEqualNodes,
  collectViews, // only now: where the first layer stays float, the layout change before it must not sink
  mergeViews,
  normalizeChannelsLast, // and where it is one of integers, there is none:
  mergeViews, // the two that meet now cancel
];

const loweringPasses: readonly Pass[] = [
  lowerViews,
  shareEqualConstants, // zero points, mostly
];

/** Convolutions stay convolutions. */
export const qlinearPasses: readonly Pass[] = [
  ...integerPasses,
  alignChannels, // knows the normalisation by its repeated deviations; views still say where channels are
  ...loweringPasses,
];

/** Convolutions over time become products with real results. */
export const productPasses: readonly Pass[] = [
  ...integerPasses,
  ...loweringPasses,
  gatherMatmulInteger,
  maxOfProducts,
  meanOfProducts,
  realLogits, // reads what was rounded last
  shareEqualNodes, // an input that two layers unfold
  shareEqualConstants,
];

/** What is left of onnxruntime's own operators becomes standard ones. */
export const standardPasses: readonly Pass[] = [
  ...integerPasses,
  ...loweringPasses,
  gatherQlinearConv, // dense convolutions become products
  standardOperators, // depthwise ones, pools and sums turn back
  shareEqualNodes,
  shareEqualConstants,
];
