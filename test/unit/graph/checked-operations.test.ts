import { expect, test } from "vitest";
import { CheckedOperations } from "#graph/checked-operations";
import { Graph, type Node, Value } from "#graph/graph";

function transposed() {
  const graph = new Graph("checked");
  const x = graph.input("x", "float32", ["batch", 3, 4]);
  const attributes = { perm: [0, 2, 1] };
  const y = graph.add("Transpose", [x], ["batch", 4, 3], { attributes, name: "turn" });
  graph.output("y", y);
  return { graph, x, y, node: y.producer! };
}

test.each<[string, (parts: ReturnType<typeof transposed>) => void]>([
  ["its attributes", ({ node }) => Object.assign(node, { attributes: { perm: [0, 1, 2] } })],
  ["the shape of its input", ({ x }) => Object.assign(x, { shape: ["batch", 5, 4] })],
  ["the shape of its output", ({ y }) => Object.assign(y, { shape: ["batch", 3, 4] })],
  [
    "another input",
    ({ graph, node }) => graph.setInput(node, 0, new Value("z", "float32", ["batch", 3, 5])),
  ],
])("a node that passed is looked at again after a change of %s", (_, change) => {
  const parts = transposed();
  const checked = new CheckedOperations();
  checked.check(parts.node);
  checked.check(parts.node);
  change(parts);
  expect(() => checked.check(parts.node)).toThrow(/node turn \(Transpose/);
  expect(() => checked.check(parts.node)).toThrow(/node turn \(Transpose/);
});

test("a node that stays as it is is looked at once", () => {
  const { node } = transposed();
  let looks = 0;
  const watched = new Proxy(node, {
    get(target, key) {
      if (key === "op") looks++;
      return target[key as keyof Node];
    },
  });
  const checked = new CheckedOperations();
  for (let i = 0; i < 3; i++) checked.check(watched);
  expect(looks).toBe(1);
});
