/** @file int8 inside the network; its first and last layer, and those that were kept, in float with float16 weights. */

import { channelGrid } from "#export/quantize/grids";
import { isWeighted } from "#export/quantize/plan";
import { defineScheme, type Form, type Scheme, type SchemeSource } from "#export/quantize/scheme";
import { storedWeights } from "#export/quantize/weights";
import { storeHalf } from "./fp16.ts";
import { staticForms } from "./static-int8.ts";

export const mixed: Scheme = defineScheme({
  name: "mixed",
  summary: "int8 inside, float first and last layer, their weights as float16",
  source: "Zhou et al. 2016, arXiv:1606.06160, §2.6: first and last layer are the sensitive ones",
  calibrated: true,
  trainable: false,
  grid: channelGrid,
  forms: staticForms((graph) => {
    for (const weight of storedWeights(graph)) storeHalf(graph, weight);
  }).map(withFloatEnds),
});

function withFloatEnds(form: Form): Form {
  return { ...form, build: (source) => form.build({ ...source, keep: ends(source) }) };
}

function ends({ graph, keep }: SchemeSource): ReadonlySet<string> {
  const layers = graph.nodes.filter(isWeighted).map(({ name }) => name);
  return new Set([...keep, ...layers.slice(0, 1), ...layers.slice(-1)]);
}
