/**
 * before:  u [B,T,C] ─ com.microsoft.QLinearConv(W [O,C,k], b) ─ v [B,T′,O]
 * after:   u ─ Pad(zero) ─ Pad(one more step of z + m) ─ Gather [B,T′·(k+1),C] ─ Reshape [B·T′,(k+1)·C]
 *            ─ QLinearMatMul(W and b as one matrix [(k+1)·C,O]) ─ Reshape ─ v
 * The extra step is the same in every window: its weights, times m, sum up to the bias, which QLinearMatMul has not.
 */
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { contrib, succeed } from "./quantized.ts";
import { type Geometry, gather, geometryOf, matrixOf, pad, reshape, seenSteps } from "./unfold.ts";

/** Dense convolutions as products of unfolded windows, in standard operators. */
export const gatherQlinearConv: Pass = definePass({
  name: "gather-qlinear-conv",
  source: "wristill; ONNX operators Gather and QLinearMatMul",
  run(graph) {
    return graph.nodesOf("QLinearConv", contrib).filter((node) => unfold(graph, node)).length;
  },
});

function unfold(graph: Graph, conv: Node): boolean {
  const it = geometryOf(conv);
  const bias = it && biasRows(conv, it);
  if (!it || !bias) return false;
  const [x, scale, zero, w, wScale, , yScale, yZero] = conv.inputs as Value[];
  const { batch, channels, filters, kernel, left, right, from, to } = it;
  const steps = pad(graph, x!, [left, right], zero!);
  const extra = Uint8Array.of(Number(zero!.data![0]) + bias.value);
  const last = pad(graph, steps, [0, 1], graph.constant(extra, [], "uint8", "one"));
  const one = from + left + right;
  const gathered = gather(
    graph,
    last,
    seenSteps(it).flatMap((seen) => [...seen, one]),
  );
  const width = (kernel + 1) * channels;
  const elements = joined(matrixOf(w!.data as Int8Array, it), bias.rows);
  const matrix = graph.constant(elements, [width, filters], "int8", w!.name);
  const unfolded = reshape(graph, gathered, ["rows", width]);
  const wZero = graph.constant(new Int8Array(filters), [filters], "int8", "weight_zero");
  const scales = perFilter(graph, wScale!, filters);
  const inputs = [unfolded, scale!, zero!, matrix, scales, wZero, yScale!, yZero!];
  const product = graph.add("QLinearMatMul", inputs, ["rows", filters], { dtype: "uint8" });
  succeed(graph, product, conv, conv, reshape(graph, product, [batch, to, filters]));
  return true;
}

/** `[channel, filter]`, and the distance m of the extra step from zero, so that `m · Σ rows` is the bias. */
function biasRows(conv: Node, { channels, filters }: Geometry) {
  const bias = (conv.inputs[8]?.data as Int32Array | undefined) ?? new Int32Array(filters);
  const zero = Number(conv.inputs[2]!.data![0]);
  const largest = bias.reduce((most, b) => Math.max(most, Math.abs(b)), 0);
  const size = Math.max(1, Math.ceil(largest / (127 * channels)));
  const room = 255 - zero;
  const value = size <= room ? size : size <= zero ? -size : undefined;
  if (value === undefined) return undefined;
  const rows = new Int8Array(channels * filters);
  for (let o = 0; o < filters; o++) {
    const sum = Math.round(bias[o]! / value);
    const share = Math.trunc(sum / channels);
    const rest = sum - share * channels;
    for (let c = 0; c < channels; c++) {
      rows[c * filters + o] = share + (c < Math.abs(rest) ? Math.sign(rest) : 0);
    }
  }
  return { rows, value };
}

function joined(above: Int8Array, below: Int8Array): Int8Array {
  const both = new Int8Array(above.length + below.length);
  both.set(above);
  both.set(below, above.length);
  return both;
}

function perFilter(graph: Graph, scale: Value, filters: number): Value {
  if (scale.shape[0] === filters) return scale;
  const same = new Float32Array(filters).fill(Number(scale.data![0]));
  return graph.constant(same, [filters], "float32", scale.name);
}
