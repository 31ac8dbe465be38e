/**
 * before:  x [B,C,1,T] ─ Conv(W [O,I,1,k]) ─ y
 * after:   x ─ View [B,C,T] ─ Conv(W [O,I,k]) ─ View⁻¹ ─ y
 */
import { definePass, type Pass } from "#graph/pass";
import { isWindowed, reshapeNode, type WindowLists } from "./conv-as-2d.ts";

/** The other way round, on request: rank 3 throughout, for readers that want 1-D operations. */
export const convAs1d: Pass = definePass({
  name: "conv-as-1d",
  source: "wristill",
  run(graph) {
    let rewrites = 0;
    for (const node of graph.nodes) {
      const shape = node.inputs[0]?.shape;
      const kernel = node.attributes.kernel_shape as readonly number[] | undefined;
      if (!isWindowed(node) || shape?.length !== 4 || shape[2] !== 1) continue;
      if ((kernel?.[0] ?? 1) !== 1) continue;
      reshapeNode(graph, node, [0, 1, 3], onTime);
      rewrites++;
    }
    return rewrites;
  },
});

function onTime({ pads, strides, dilations, kernel_shape }: WindowLists): WindowLists {
  return {
    pads: pads && [pads[1]!, pads[3]!],
    strides: strides && [strides[1]!],
    dilations: dilations && [dilations[1]!],
    kernel_shape: kernel_shape && [kernel_shape[1]!],
  };
}
