/**
 * before:  u [B,T,C] ─ com.microsoft.QLinearConv(W [O,C,k], b) ─ v [B,T′,O]
 * after:   u ─ Pad(zero) ─ Gather [B,T′·k,C] ─ Reshape [B,T′,k·C] ─ com.microsoft.MatMulIntegerToFloat(W, b) ─ Q ─ v
 * In WebAssembly a convolution packs its weights up to five times a window and rounds its results one by one; a product
 * packs them once, and scaling and rounding are vector instructions.
 */
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { contrib, realBias, succeed } from "./quantized.ts";
import { type Geometry, gather, geometryOf, matrixOf, pad, reshape, seenSteps } from "./unfold.ts";

/** Dense convolutions over time as integer products with real results, rounded by a node of its own. */
export const gatherMatmulInteger: Pass = definePass({
  name: "gather-matmul-integer",
  source: "onnxruntime, ContribOperators.md, com.microsoft.MatMulIntegerToFloat",
  run(graph) {
    return graph.nodesOf("QLinearConv", contrib).filter((node) => multiply(graph, node)).length;
  },
});

function multiply(graph: Graph, conv: Node): boolean {
  const it = geometryOf(conv);
  if (!it) return false;
  const [x, scale, zero, w, wScale, , yScale, yZero, b] = conv.inputs as Value[];
  const { batch, channels, filters, kernel, to } = it;
  const elements = matrixOf(w!.data as Int8Array, it);
  const matrix = graph.constant(elements, [kernel * channels, filters], "int8", w!.name);
  const bias = b && graph.constant(realBias(b, scale!, wScale!), [filters], "float32", b.name);
  const inputs = [unfolded(graph, x!, zero!, it), matrix, scale!, wScale!, zero!, undefined, bias];
  const shape = [batch, to, filters];
  const options = { domain: contrib, dtype: "float32" } as const;
  const product = graph.add(
    "MatMulIntegerToFloat",
    bias ? inputs : inputs.slice(0, 5),
    shape,
    options,
  );
  const rounded = graph.add("QuantizeLinear", [product, yScale!, yZero!], shape, {
    dtype: "uint8",
  });
  succeed(graph, product, conv, conv, rounded);
  return true;
}

/** [batch, step, tap · channel]; the input itself where a filter sees one step. */
function unfolded(graph: Graph, x: Value, zero: Value, it: Geometry): Value {
  const { batch, channels, kernel, left, right, stride, from, to } = it;
  if (kernel === 1 && stride === 1 && to === from) return x;
  const steps = gather(graph, pad(graph, x, [left, right], zero), seenSteps(it).flat());
  return reshape(graph, steps, [batch, to, kernel * channels]);
}
