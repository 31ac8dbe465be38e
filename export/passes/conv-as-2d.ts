/**
 * before:  x [B,C,T] ─ Conv(W [O,I,k]) ─ y            or along the height: x [B,C,T,1] ─ MaxPool [k,1] ─ y
 * after:   x ─ View [B,C,1,T] ─ Conv(W [O,I,1,k]) ─ View⁻¹ ─ y
 */
import type { Attributes, Graph, Node } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { permuted } from "./permuted.ts";
import { type Axes, addView, invert, viewShape } from "./view.ts";

/** Let every convolution and pooling over time run along the width: onnxruntime has no blocked 1-D kernels. */
export const convAs2d: Pass = definePass({
  name: "conv-as-2d",
  source: "wristill; onnxruntime's NCHWc transformer takes rank 4 only",
  run(graph) {
    let rewrites = 0;
    for (const node of graph.nodes) {
      const axes = isWindowed(node) ? turnOf(node) : undefined;
      if (!axes) continue;
      const rank = node.inputs[0]!.shape.length; // as the lists still have it
      reshapeNode(graph, node, axes, (lists) => onWidth(lists, rank));
      rewrites++;
    }
    return rewrites;
  },
});

/** Operations that slide a window, or look at all of time, channels first. */
export function isWindowed({ op, domain }: Node): boolean {
  return domain === "" && windowed.has(op);
}

const windowed: ReadonlySet<string> = new Set([
  "AveragePool",
  "Conv",
  "GlobalAveragePool",
  "GlobalMaxPool",
  "MaxPool",
]);

/** The view that puts time last with height 1; `undefined` where it is there already or the input is a true image. */
function turnOf({ inputs, attributes }: Node): Axes | undefined {
  const shape = inputs[0]!.shape;
  if (shape.length === 3) return [0, 1, -1, 2];
  const kernel = attributes.kernel_shape as readonly number[] | undefined;
  const alongHeight = shape.length === 4 && shape[3] === 1 && shape[2] !== 1;
  return alongHeight && (kernel?.[1] ?? 1) === 1 ? [0, 1, 3, 2] : undefined;
}

/** The lists of a 1-D or height-wise operation for one along the width. */
function onWidth(lists: WindowLists, rank: number): WindowLists {
  const at = rank === 3 ? 1 : 2; // pads hold all begins, then all ends
  return {
    pads: lists.pads && [0, lists.pads[0]!, 0, lists.pads[at]!],
    strides: lists.strides && [1, lists.strides[0]!],
    dilations: lists.dilations && [1, lists.dilations[0]!],
    kernel_shape: lists.kernel_shape && [1, lists.kernel_shape[0]!],
  };
}

type WindowList = readonly number[] | undefined;

/** The attributes with one entry per spatial axis. */
export interface WindowLists {
  readonly pads: WindowList;
  readonly strides: WindowList;
  readonly dilations: WindowList;
  readonly kernel_shape: WindowList;
}

/** Put a windowed node behind a view and its result behind the inverse; its weights and lists follow. */
export function reshapeNode(
  graph: Graph,
  node: Node,
  axes: Axes,
  relist: (lists: WindowLists) => WindowLists,
): void {
  const [x, weight] = node.inputs;
  const y = node.outputs[0]!;
  const inverse = invert(axes, x!.shape.length);
  graph.setInput(node, 0, addView(graph, x!, axes));
  if (weight) graph.setInput(node, 1, (weight.data ? permuted : addView)(graph, weight, axes));
  const relisted = relist(node.attributes as unknown as WindowLists);
  const given = Object.entries(relisted).filter(([, list]) => list !== undefined);
  node.attributes = { ...node.attributes, ...(Object.fromEntries(given) as Attributes) };
  y.shape = viewShape(y.shape, axes);
  const seen = addView(graph, y, inverse);
  graph.replace(y, seen);
  graph.setInput(seen.producer!, 0, y);
}
