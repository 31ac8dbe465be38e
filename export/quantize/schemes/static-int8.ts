/** @file int8 weights per channel and 8-bit activations whose ranges come from calibration, in four forms. */

import { shareEqualConstants } from "#export/passes/share-equal-constants";
import { channelGrid } from "#export/quantize/grids";
import { insertQdq } from "#export/quantize/insert-qdq";
import { productPasses, qlinearPasses, standardPasses } from "#export/quantize/passes/index";
import { defineScheme, type Form, type Scheme, type SchemeSource } from "#export/quantize/scheme";
import { storedWeights } from "#export/quantize/weights";
import { copyGraph } from "#graph/copy-graph";
import type { Graph } from "#graph/graph";
import { type Pass, runPasses } from "#graph/pass";
import { storeInt8 } from "./weight-int8.ts";

/** What to do with weights that stay float, as recurrent layers and kept ones have them. */
export type StoreRest = (graph: Graph, source: SchemeSource) => void;

/** The forms of one quantized graph. */
export function staticForms(storeRest: StoreRest): readonly Form[] {
  const form = (name: string, portable: boolean, passes: readonly Pass[]): Form => ({
    name,
    portable,
    build(source) {
      const graph = copyGraph(source.graph);
      const tensors = insertQdq(
        graph,
        source.ranges,
        source.weightBits,
        source.keep,
        source.activations,
      );
      storeRest(graph, source);
      runPasses(graph, passes);
      return { graph, tensors };
    },
  });
  return [
    form("qdq", true, [shareEqualConstants]),
    form("qlinear-conv-channels-last", false, qlinearPasses),
    form("gather-matmul-integer", false, productPasses),
    form("gather-qlinear-matmul", true, standardPasses),
  ];
}

/** Recurrent weights are stored as int8; layers that were kept in float stay as they are. */
const storeRecurrent: StoreRest = (graph, { weightBits, keep }) => {
  for (const weight of storedWeights(graph, keep)) storeInt8(graph, weight, weightBits);
};

export const staticInt8: Scheme = defineScheme({
  name: "static-int8",
  summary: "int8 weights per channel, 8-bit activations, ranges from calibration",
  source: "Jacob et al. 2018, arXiv:1712.05877",
  calibrated: true,
  trainable: true,
  grid: channelGrid,
  forms: staticForms(storeRecurrent),
});
