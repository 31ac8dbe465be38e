/** @file Shapes that our own rules decide, from inputs and constants alone: what the file states of them is not looked at. */
import { type Graph, type Node, unknownShape } from "./graph.ts";
import type { Size } from "./rules/rule.ts";
import { severalShapes } from "./rules/selections.ts";
import { shapeRuleOf } from "./verify-operation.ts";

/** Gives shapes to values that have none, node by node; those that no rule decides, or not wholly, stay without. */
export function deduceShapes(graph: Graph): void {
  for (const node of graph.nodes.filter(({ domain }) => domain === "")) {
    for (const [i, shape] of shapesOf(node).entries()) {
      const value = node.outputs[i];
      if (value?.shape === unknownShape && shape.every(isSize)) value.shape = shape as number[];
    }
  }
}

const several = new Map(severalShapes);

function shapesOf(node: Node): readonly (readonly Size[])[] {
  const found = several.get(node.op)?.(node);
  if (found) return found;
  const shape = shapeRuleOf(node.op)?.(node);
  return shape === undefined || typeof shape === "string" ? [] : [shape]; // mistakes are the verifier's to tell
}

function isSize(size: Size): boolean {
  return typeof size === "number" && Number.isInteger(size) && size >= 0;
}
