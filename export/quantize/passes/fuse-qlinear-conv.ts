/**
 * before:  u ─ DQ ─ Conv(DQ(W), DQ(b)) ─ Relu ─ Q ─ v                             [B,C,1,T]
 * after:   u ─ View ─ com.microsoft.QLinearConv(W, b, channels last) ─ View⁻¹ ─ v  [B,T,C] between the views
 */
import { addView, viewShape } from "#export/passes/view";
import type { Attributes, Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { layoutOf } from "./channels-last.ts";
import { contrib, dequantized, int8Zero, quantizedResult, succeed } from "./quantized.ts";

/** Integer convolution with channels last: onnxruntime's fastest form for uint8 activations and int8 weights. */
export const fuseQlinearConv: Pass = definePass({
  name: "fuse-qlinear-conv",
  source: "onnxruntime, ContribOperators.md, com.microsoft.QLinearConv",
  run(graph) {
    return graph.nodesOf("Conv").filter((node) => fuse(graph, node)).length;
  },
});

function fuse(graph: Graph, conv: Node): boolean {
  const [x, w, b] = conv.inputs.map(dequantized);
  const result = quantizedResult(graph, conv);
  if (!x?.zeroPoint || !w || !result || (conv.inputs[2] && !b)) return false;
  if (conv.outputs[0]!.shape.length !== 4) return false;
  const layout = layoutOf(conv, w.integer.shape[2] as number);
  const inputs: Value[] = [addView(graph, x.integer, layout.last), x.scale, x.zeroPoint];
  inputs.push(filters(graph, w.integer, layout.last.length), w.scale, int8Zero(graph));
  inputs.push(result.scale, result.zeroPoint);
  if (b) inputs.push(b.integer);
  const shape = viewShape(conv.outputs[0]!.shape, layout.last);
  const attributes: Attributes = { ...layout.attributesOf(conv), channels_last: 1 };
  const options = { attributes, domain: contrib, dtype: "uint8" } as const;
  const y = graph.add("QLinearConv", inputs, shape, options);
  succeed(graph, y, conv, result.quantize, addView(graph, y, layout.first));
  return true;
}

/** Weights [filter, channel, height, tap], without a height of 1 where the input has none. */
function filters(graph: Graph, { data, shape, dtype, name }: Value, rank: number): Value {
  const sizes = shape.filter((_, axis) => rank === shape.length || axis !== 2) as number[];
  return graph.constant(data!, sizes, dtype, name);
}
