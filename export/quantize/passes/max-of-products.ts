/**
 * before:  rows [B,T,k·C] ─ com.microsoft.MatMulIntegerToFloat(W) ─ Q ─ com.microsoft.NhwcMaxPool(n) ─ v
 * after:   rows′ ─ MatMulIntegerToFloat(W′) ─ Split(n) ─ Max ─ Q ─ v [B,T/n,O]
 * Rows of gathered steps, so arranged that the n neighbours of a pool come to lie in n blocks of the product. Max is
 * made of vector instructions, which pooling of bytes in WebAssembly is not, and fewer numbers are left to round.
 */
import { onlyReader } from "#export/passes/only-reader";
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { neighboursAsColumns } from "./neighbours-as-columns.ts";
import { neighboursAsRows } from "./neighbours-as-rows.ts";
import { contrib, int64s } from "./quantized.ts";
import { reshape } from "./unfold.ts";

/** Pooling of neighbours that do not overlap as the maximum of their products. */
export const maxOfProducts: Pass = definePass({
  name: "max-of-products",
  source: "wristill; ONNX operators Split and Max",
  run(graph) {
    const products = graph.nodesOf("MatMulIntegerToFloat", contrib);
    return products.filter((product) => poolBefore(graph, product)).length;
  },
});

function poolBefore(graph: Graph, product: Node): boolean {
  const quantize = onlyReader(graph, product, "QuantizeLinear");
  const pool = quantize && onlyReader(graph, quantize, "NhwcMaxPool", contrib);
  const n = pool && neighboursOf(pool);
  if (!n) return false;
  const pooled = pool.outputs[0]!.shape;
  const shape =
    neighboursAsColumns(graph, product, n, pooled) ?? neighboursAsRows(graph, product, n, pooled);
  const [products] = product.outputs as [Value];
  const axis = products.shape.findIndex((size, i) => size !== shape[i]);
  const sizes = int64s(graph, Array(n).fill(shape[axis]));
  const block = { dtype: products.dtype, shape };
  const options = { attributes: { axis } };
  const blocks = graph.addNode("Split", [products, sizes], Array(n).fill(block), options).outputs;
  graph.setInput(quantize, 0, graph.add("Max", blocks, shape));
  const [rounded] = quantize.outputs as [Value];
  rounded.shape = shape;
  graph.bypass(pool, reshape(graph, rounded, pooled));
  return true;
}

/** How many steps a pool joins; `undefined` where it pads, or sees a step twice or not at all. */
function neighboursOf({ attributes }: Node): number | undefined {
  const all = (name: string, size: number) =>
    ((attributes[name] ?? []) as readonly number[]).every((each) => each === size);
  const [n, ...height] = attributes.kernel_shape as readonly number[];
  const [stride = 1] = (attributes.strides ?? []) as readonly number[];
  const plain = height.length === 0 && stride === n && all("pads", 0) && all("dilations", 1);
  return plain && stride > 1 ? n : undefined;
}
