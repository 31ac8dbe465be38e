/** @file Operations that were found sound and are still the same: between two runs of a pass most nodes are. */
import type { Node } from "./graph.ts";
import { checkOperation } from "./verify-operation.ts";

export class CheckedOperations {
  readonly #facts: WeakMap<Node, readonly unknown[]> = new WeakMap();

  /** {@link checkOperation}, unless the node is as it was when it last passed. */
  check(node: Node): void {
    const facts = factsOf(node);
    const known = this.#facts.get(node);
    if (known?.length === facts.length && known.every((fact, i) => fact === facts[i])) return;
    checkOperation(node);
    this.#facts.set(node, facts);
  }
}

/** All that rules look at. Shapes and attributes are replaced, never written to: the same object says the same. */
function factsOf({ attributes, inputs, outputs }: Node): readonly unknown[] {
  const facts: unknown[] = [attributes];
  for (const value of inputs) facts.push(value, value?.shape);
  for (const value of outputs) facts.push(value.shape);
  return facts;
}
