/**
 * @file The order in which a recorded network becomes a clean one, with the reasons.
 * Every pass is listed here once and held to the contracts in test/contracts/passes.test.ts.
 */
import type { Pass } from "#graph/pass";
import { batchNormAsAffine } from "./batch-norm-as-affine.ts";
import { collectViews } from "./collect-views.ts";
import { convAs1d } from "./conv-as-1d.ts";
import { convAs2d } from "./conv-as-2d.ts";
import { foldAffine } from "./fold-affine.ts";
import { foldConstants } from "./fold-constants.ts";
import { globalAveragePool } from "./global-average-pool.ts";
import { lowerViews } from "./lower-views.ts";
import { matmulToGemm } from "./matmul-to-gemm.ts";
import { raiseViews } from "./raise-views.ts";
import { removeIdentity } from "./remove-identity.ts";
import { shareEqualConstants } from "./share-equal-constants.ts";
import { shareEqualNodes } from "./share-equal-nodes.ts";
import { sinkViews } from "./sink-views.ts";

/** Passes for a network whose convolutions are 2-D with height 1, or 1-D on request. */
export function exportPasses(conv: "1d" | "2d" = "2d"): readonly Pass[] {
  return [
    removeIdentity, // copies would hide what follows what
    batchNormAsAffine, // of files from elsewhere; ours come as products and sums
    foldConstants, // transposed filters become plain weights, which later passes need
    collectViews, // transposes and reshapes turn into one kind of node
    convAs2d, // time runs along the width everywhere; adds views, so before they sink
    ...(conv === "1d" ? [convAs1d] : []), // or along the only axis, where that is wanted
    sinkViews, // pairs around and between the convolutions cancel; scales follow their channels
    matmulToGemm, // needs rank 2, which sinking restores after biases that came with a leading 1
    foldAffine, // batch-norm stands right behind its convolution now
    globalAveragePool, // the mean over time has found its axes
    shareEqualNodes, // views that branches need twice
    raiseViews, // the normalisation of the input, last in the order of gain
    lowerViews, // what is left becomes Transpose and Reshape
    shareEqualConstants, // shapes, mostly
  ];
}
