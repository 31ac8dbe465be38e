/**
 * before:  x [B,C,1,T] ─ Div(sd [C,1,1]) ─ Q(s) ─ u
 * after:   x ─ Q(sd · s, one scale per channel) ─ u
 */
import { onlyReader } from "#export/passes/only-reader";
import type { Node } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";

/** The normalisation's division costs nothing inside the quantization of the input. */
export const scaleWhileQuantizing: Pass = definePass({
  name: "scale-while-quantizing",
  source: "wristill",
  run(graph) {
    let rewrites = 0;
    for (const div of graph.nodesOf("Div")) {
      const quantize = onlyReader(graph, div, "QuantizeLinear");
      const sd = div.inputs[1]?.data;
      const axis = axisOf(div);
      const [, scale, zeroPoint] = quantize?.inputs ?? [];
      if (!quantize || !zeroPoint || scale?.shape.length !== 0 || axis === undefined) continue;
      if (!(sd instanceof Float32Array)) continue;
      const scales = sd.map((x) => x * Number(scale.data![0]));
      const zeros = new Uint8Array(sd.length).fill(Number(zeroPoint.data![0]));
      graph.setInput(quantize, 0, div.inputs[0]!);
      graph.setInput(quantize, 1, graph.constant(scales, [sd.length], "float32", "scale"));
      graph.setInput(quantize, 2, graph.constant(zeros, [sd.length], "uint8", "zero_point"));
      quantize.attributes = { axis };
      rewrites++;
    }
    return rewrites;
  },
});

/** The one axis along which the divisor varies; the last is left alone, since runtimes are slow along it. */
function axisOf({ inputs, outputs }: Node): number | undefined {
  const shape = inputs[1]?.shape ?? [];
  const rank = outputs[0]!.shape.length;
  const varying = shape.flatMap((size, i) => (size === 1 ? [] : [i - shape.length + rank]));
  const [axis] = varying;
  return varying.length === 1 && axis !== rank - 1 ? axis : undefined;
}
