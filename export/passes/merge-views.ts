/**
 * before:  x ─ View(0,−1,1,2) ─ View(0,3,1,2) ─ y        or a view that changes nothing
 * after:   x ─ View(0,2,−1,1) ─ y                        or none
 */
import { definePass, type Pass } from "#graph/pass";
import { addView, axesOf, compose, isIdentity, isView, viewDomain, viewOp } from "./view.ts";

/** A view of a view is one view; a view that changes nothing is none. */
export const mergeViews: Pass = definePass({
  name: "merge-views",
  source: "wristill",
  run(graph) {
    let rewrites = 0;
    for (const view of graph.nodesOf(viewOp, viewDomain)) {
      const source = view.inputs[0]!;
      const inner = source.producer;
      if (isView(inner)) {
        const axes = compose(axesOf(view), axesOf(inner));
        graph.bypass(view, addView(graph, inner.inputs[0]!, axes));
        rewrites++;
      } else if (isIdentity(source.shape, axesOf(view))) {
        graph.bypass(view, source);
        rewrites++;
      }
    }
    return rewrites;
  },
});
