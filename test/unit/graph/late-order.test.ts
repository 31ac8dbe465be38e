import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "#core/random";
import { Graph, type Node } from "#graph/graph";
import { putLate } from "#graph/late-order";
import { verifyGraph } from "#graph/verify";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";

quietTf();

/** What onnxruntime runs: a walk from the last node that nobody reads, needs that stand last first. */
function walked({ nodes }: Graph): Node[] {
  const place = new Map(nodes.map((node, i) => [node, i]));
  const done = new Set<Node>();
  const needs = (node: Node) =>
    [...new Set(node.inputs.flatMap((value) => value?.producer ?? []))].toSorted(
      (a, b) => place.get(b)! - place.get(a)!,
    );
  const visit = (node: Node) => {
    if (done.has(node)) return;
    for (const need of needs(node)) visit(need);
    done.add(node);
  };
  const ends = nodes.filter(({ outputs }) => outputs.every(({ readers }) => readers.length === 0));
  for (const end of ends.toReversed()) visit(end);
  return [...done];
}

/** Three layers; the gradients of all weights are one output, as in a training step. */
async function gradients(): Promise<Graph> {
  await tf.ready();
  return record({ name: "step", purpose: "training" }, (recorder) => {
    const x = recorder.input("x", [8, 4]);
    const weights = ["a", "b", "c"].map((name) => recorder.input(name, [4, 4]));
    const loss = (...all: tf.Tensor[]) =>
      tf.sum(
        all.reduce((y, w) => tf.relu(tf.matMul(y as tf.Tensor2D, w as tf.Tensor2D)), x),
      ) as tf.Scalar;
    const found = tf.grads(loss)(weights);
    recorder.output("gradient", tf.concat(found.map((gradient) => tf.reshape(gradient, [16]))));
  });
}

const products = (nodes: readonly Node[]) =>
  nodes.filter(({ op }) => /MatMul|Gemm/.test(op)).map(({ outputs }) => outputs[0]!.name);

test("onnxruntime's walk meets each gradient of weights as soon as it can be had", async () => {
  const graph = await gradients();
  const written = products(graph.nodes);
  const before = products(walked(graph));
  putLate(graph);
  verifyGraph(graph);
  expect(products(walked(graph))).toEqual(written);
  expect(before).not.toEqual(written);
});

test("any graph keeps its nodes, each behind what it needs", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 40 }), (seed, size) => {
      const random = new Random(seed);
      const graph = new Graph("any");
      const values = [graph.input("x", "float32", [2])];
      for (let i = 0; i < size; i++) {
        const read = () => values[random.integer(values.length)]!;
        values.push(graph.add("Add", [read(), read()], [2]));
      }
      for (const value of values.slice(1)) {
        if (value.readers.length === 0) graph.output(value.name, value);
      }
      graph.prune();
      const nodes = new Set(graph.nodes);
      putLate(graph);
      verifyGraph(graph);
      expect(new Set(graph.nodes)).toEqual(nodes);
      expect(graph.nodes).toHaveLength(nodes.size);
    }),
  );
});
