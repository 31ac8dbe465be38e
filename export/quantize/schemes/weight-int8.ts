/**
 * before:  x ─ Conv(W float32) ─ y
 * after:   x ─ Conv(Cast(W int8) · s) ─ y        computed once, when a runtime loads the file; one s per channel
 */
import { channelGrid } from "#export/quantize/grids";
import { largestOf, stepOver } from "#export/quantize/params";
import { defineScheme, type Scheme } from "#export/quantize/scheme";
import { weightForm } from "#export/quantize/weight-form";
import { type StoredWeight, storedWeights } from "#export/quantize/weights";
import type { Graph } from "#graph/graph";

/** A quarter of the bytes at float speed. DequantizeLinear would be computed anew for every window. */
export const weightInt8: Scheme = defineScheme({
  name: "weight-int8",
  summary: "weights as int8 per channel, computed in float32",
  source: "Jacob et al. 2018, arXiv:1712.05877, eq. 1, for weights alone",
  calibrated: false,
  trainable: true,
  grid: channelGrid,
  forms: [
    weightForm("cast-scale", (graph, { keep, weightBits }) => {
      for (const weight of storedWeights(graph, keep)) storeInt8(graph, weight, weightBits);
    }),
  ],
});

/** Keep one weight as integers of `bits` with one scale per output channel. */
export function storeInt8(graph: Graph, { layer, index, axis }: StoredWeight, bits: 7 | 8): void {
  const { data, name, shape } = layer.inputs[index]!;
  const sizes = shape as readonly number[];
  const steps = 2 ** (bits - 1) - 1;
  const inner = sizes.slice(axis + 1).reduce((product, n) => product * n, 1);
  const channels = sizes[axis]!;
  const layout = { channels, channelOf: (i: number) => Math.floor(i / inner) % channels };
  const weight = data as Float32Array;
  const scales = largestOf(weight, layout).map((largest) => stepOver(largest, steps));
  const integers = Int8Array.from(weight, (w, i) => Math.round(w / scales[layout.channelOf(i)]!));
  const integer = graph.constant(integers, sizes, "int8", name);
  const scale = graph.constant(
    scales,
    sizes.slice(axis).map((size, i) => (i === 0 ? size : 1)),
    "float32",
    `${name}_scale`,
  );
  const real = graph.add("Cast", [integer], sizes, { attributes: { to: 1 }, dtype: "float32" }); // 1: FLOAT
  graph.replace(layer.inputs[index]!, graph.add("Mul", [real, scale], sizes));
}
