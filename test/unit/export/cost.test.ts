import { expect, test } from "vitest";
import { graphCost } from "#export/cost";
import { Graph } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { exportedModel } from "#test/support/exported";

test("cnn1d-tiny on 64 × 3, counted by hand", () => {
  const { cost } = exportedModel();
  const conv1 = { parameters: 16 * 3 * 5 + 16, macs: 64 * 16 * 3 * 5 };
  const conv2 = { parameters: 32 * 16 * 5 + 32, macs: 32 * 32 * 16 * 5 };
  const conv3 = { parameters: 64 * 32 * 3 + 64, macs: 16 * 64 * 32 * 3 };
  const logits = { parameters: 64 * 4 + 4, macs: 64 * 4 };
  const byName = new Map(cost.layers.map((layer) => [layer.name, layer]));
  for (const [name, expected] of Object.entries({ conv1, conv2, conv3, logits })) {
    expect(byName.get(name)).toMatchObject(expected);
  }
  const layers = [conv1, conv2, conv3, logits];
  expect(cost.macs).toBe(layers.reduce((sum, { macs }) => sum + macs, 0));
  const normalisation = 6;
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, normalisation);
  expect(cost.parameters).toBe(parameters);
  const shapes = 6 * 8; // two Reshape targets of int64
  expect(cost.bytes).toBe(4 * parameters + shapes);
  expect(cost.peakActivationBytes).toBe(2 * 64 * 16 * 4); // before and after the first ReLU
});

test("depthwise convolutions, shared constants and residual inputs", () => {
  const graph = new Graph("parts");
  const x = graph.input("x", "float32", ["batch", 4, 1, 10]);
  const weight = graph.constant(new Float32Array(12), [4, 1, 1, 3]);
  const attributes = { group: 4, pads: [0, 1, 0, 1] };
  const a = graph.add("Conv", [x, weight], x.shape, { attributes });
  const b = graph.add("Conv", [a, weight], x.shape, { attributes });
  graph.output("y", graph.add("Add", [x, b], x.shape));
  const cost = graphCost(graph);
  expect(cost).toMatchObject({ parameters: 12, macs: 2 * 40 * 3, bytes: 48 });
  expect(cost.peakActivationBytes).toBe(3 * 40 * 4); // x waits while a becomes b
});

test("recurrent layers multiply their weights at each step", () => {
  const graph = new Graph("recurrent");
  const x = graph.input("x", "float32", [10, "batch", 3]);
  const [input, state] = [3, 2].map((from) =>
    graph.constant(new Float32Array(8 * from), [1, 8, from]),
  );
  graph.output("y", graph.add("LSTM", [x, input!, state!], [10, 1, "batch", 2]));
  expect(graphCost(graph)).toMatchObject({ parameters: 40, macs: 10 * 40 });
});

test("a model without shapes is refused by name", () => {
  const { graph } = exportedModel();
  const bare = decodeModel(encodeModel(graph));
  expect(() => graphCost(bare)).toThrow(/does not state the shape of "conv1"/);
});
