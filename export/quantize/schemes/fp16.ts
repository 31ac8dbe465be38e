/**
 * before:  x ─ Conv(W float32) ─ y
 * after:   x ─ Conv(Cast(W float16)) ─ y        the cast is computed once, when a runtime loads the file
 */
import { halfBits } from "#export/quantize/half";
import { defineScheme, type Scheme } from "#export/quantize/scheme";
import { weightForm } from "#export/quantize/weight-form";
import { type StoredWeight, storedWeights } from "#export/quantize/weights";
import type { Graph } from "#graph/graph";

/** Half the bytes at full speed: processors without float16 arithmetic compute in float32. */
export const fp16: Scheme = defineScheme({
  name: "fp16",
  summary: "weights as float16, computed in float32",
  source: "wristill; IEEE 754 binary16",
  calibrated: false,
  trainable: false,
  grid: () => undefined,
  forms: [
    weightForm("cast", (graph, { keep }) => {
      for (const weight of storedWeights(graph, keep)) storeHalf(graph, weight);
    }),
  ],
});

/** Keep one weight as float16. */
export function storeHalf(graph: Graph, { layer, index }: StoredWeight): void {
  const { data, name, shape } = layer.inputs[index]!;
  const sizes = shape as readonly number[];
  const half = graph.constant(halfBits(data as Float32Array), sizes, "float16", name);
  const options = { attributes: { to: 1 }, dtype: "float32" } as const; // 1: FLOAT
  graph.replace(layer.inputs[index]!, graph.add("Cast", [half], sizes, options));
}
