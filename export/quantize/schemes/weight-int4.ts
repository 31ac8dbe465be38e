/**
 * before:  x ─ Conv(V float32) ─ Conv(W float32) ─ y
 * after:   x ─ Conv(v) ─ Conv(w) ─ y
 *          v, w = Split((Concat(P mod 16, P ÷ 16) − 8) · s)        P: all weights, two to a byte; one s per block of 32
 */
import { blockGrid, stepOf } from "#export/quantize/grids";
import { halfBits } from "#export/quantize/half";
import { int64s } from "#export/quantize/passes/quantized";
import { defineScheme, type Scheme } from "#export/quantize/scheme";
import { weightForm } from "#export/quantize/weight-form";
import { storedWeights, weightOf } from "#export/quantize/weights";
import type { Graph, Value } from "#graph/graph";
import { storeInt8 } from "./weight-int8.ts";

const block = 32;
const steps = 7;

/**
 * An eighth of the bytes at float speed; layers that are kept have 8 bits. Unpacked once, when a runtime loads the file,
 * by standard operators of opset 13: MatMulNBits knows no convolutions, and DequantizeLinear runs with every window.
 */
export const weightInt4: Scheme = defineScheme({
  name: "weight-int4",
  summary: "weights as 4 bits in blocks of 32, computed in float32",
  source: "Dettmers, Zettlemoyer 2023, arXiv:2212.09720, §2",
  calibrated: false,
  trainable: true,
  grid: (layer) => blockGrid(weightOf(layer).data, block, steps),
  forms: [
    weightForm("nibbles", (graph, { keep, weightBits }) => {
      const weights = storedWeights(graph, keep).map(({ layer, index }) => layer.inputs[index]!);
      if (weights.length > 0) pack(graph, weights);
      for (const weight of storedWeights(graph).filter(({ layer }) => keep.has(layer.name)))
        storeInt8(graph, weight, weightBits);
    }),
  ],
});

/** Let every weight come out of one packed constant. */
function pack(graph: Graph, weights: readonly Value[]): void {
  const sizes = weights.map(({ data }) => data!.length);
  const padded = sizes.map((size) => Math.ceil(size / block) * block);
  const total = padded.reduce((sum, size) => sum + size, 0);
  const codes = new Uint8Array(total).fill(steps + 1);
  const scales = new Float32Array(total / block).fill(1);
  let start = 0;
  for (const [at, value] of weights.entries()) {
    const grid = blockGrid(value.data as Float32Array, block, steps);
    for (const [i, w] of (value.data as Float32Array).entries()) {
      codes[start + i] = stepOf(w, i, grid) + steps + 1;
      scales[(start + i - (i % block)) / block] = grid.scaleOf(i);
    }
    start += padded[at]!;
  }
  const parts = sizes.flatMap((size, i) => [size, padded[i]! - size]).filter((size) => size > 0);
  const flat = split(graph, unpacked(graph, codes, scales), parts);
  let at = 0;
  for (const [i, value] of weights.entries()) {
    const shape = value.shape as readonly number[];
    graph.replace(value, graph.add("Reshape", [flat[at]!, int64s(graph, shape)], shape));
    at += padded[i]! > sizes[i]! ? 2 : 1;
  }
}

/** `[total]`, real. The first half of the codes are the low nibbles. */
function unpacked(graph: Graph, codes: Uint8Array, scales: Float32Array): Value {
  const half = codes.length / 2;
  const bytes = Uint8Array.from({ length: half }, (_, i) => codes[i]! + 16 * codes[half + i]!);
  const packed = graph.constant(bytes, [half], "uint8", "weights");
  const sixteen = graph.constant(Uint8Array.of(16), [], "uint8", "sixteen");
  const nibbles = ["Mod", "Div"].map((op) => graph.add(op, [packed, sixteen], [half]));
  const options = { attributes: { to: 1 }, dtype: "float32" } as const; // 1: FLOAT
  const all = graph.add("Concat", nibbles, [codes.length], { attributes: { axis: 0 } });
  const real = graph.add("Cast", [all], all.shape, options);
  const middle = graph.constant(Float32Array.of(steps + 1), [], "float32", "middle");
  const centred = graph.add("Sub", [real, middle], all.shape);
  const rows = [scales.length, block];
  const blocks = graph.add("Reshape", [centred, int64s(graph, rows)], rows);
  const stored = graph.constant(halfBits(scales), [scales.length, 1], "float16", "scales");
  const factor = graph.add("Cast", [stored], stored.shape, options);
  const scaled = graph.add("Mul", [blocks, factor], rows);
  return graph.add("Reshape", [scaled, int64s(graph, [-1])], [codes.length]);
}

function split(graph: Graph, flat: Value, parts: readonly number[]): readonly Value[] {
  if (parts.length === 1) return [flat];
  const outputs = parts.map((size) => ({ dtype: flat.dtype, shape: [size] }));
  return graph.addNode("Split", [flat, int64s(graph, parts)], outputs, {
    attributes: { axis: 0 },
  }).outputs;
}
