/** Recurrent layers in recordings. That they compute the right thing: test/contracts/layers. */
import {
  grad,
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  setBackend,
  sum,
  type Tensor,
  tensor,
  variableGrads,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { withTrainingForms } from "#record/layers/training-forms";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { runGraph } from "#test/support/run-graph";
import { expectClose, randomArray } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

type Make = (config: object) => layers.Layer;
const kinds: readonly [string, Make][] = [
  ["LSTM", layers.lstm as Make],
  ["GRU", layers.gru as Make],
  ["RNN", layers.simpleRNN as Make],
];
const config = {
  units: 4,
  kernelInitializer: initializers.randomUniform({ minval: -1, maxval: 1, seed: 1 }),
  recurrentInitializer: initializers.randomUniform({ minval: -1, maxval: 1, seed: 2 }),
};

function modelOf(layer: layers.Layer, time = 6): LayersModel {
  const x = input({ shape: [time, 3] });
  return model({ inputs: x, outputs: layer.apply(x) as SymbolicTensor });
}

const inference = (network: LayersModel) =>
  record({ name: "rnn", models: [network] }, (recorder) => {
    const [, time] = network.inputs[0]!.shape as [null, number];
    const y = network.apply(recorder.input("x", [null, time, 3]), { training: false });
    for (const [i, output] of [y as Tensor].flat().entries()) recorder.output(`y${i}`, output);
  });

describe.each(kinds)("%s", (op, make) => {
  test("is one operation, named after the layer", () => {
    const { nodes } = inference(modelOf(make({ ...config, name: "memory" })));
    expect(nodes.filter((node) => node.op === op).map(({ name }) => name)).toEqual([
      `memory/${op.toLowerCase()}`,
    ]);
    expect(nodes.some((node) => node.op === "MatMul")).toBe(false);
  });

  test("dropout leaves no trace outside of training", () => {
    const plain = inference(modelOf(make(config)));
    const dropping = inference(modelOf(make({ ...config, dropout: 0.5, recurrentDropout: 0.5 })));
    expect(dropping.nodes.map((node) => node.op)).toEqual(plain.nodes.map((node) => node.op));
  });

  test("a training step grows by at most 14 nodes for each time step", () => {
    const nodes = (time: number) => {
      const network = modelOf(make(config), time);
      const variables = network.trainableWeights.map((weight) => weight.read() as never);
      return record({ name: "step", purpose: "training", models: [network] }, (recorder) => {
        const x = recorder.input("x", [5, time, 3]);
        const loss = () => sum(network.apply(x, { training: true }) as Tensor) as never;
        const { grads } = variableGrads(loss, variables);
        for (const [i, gradient] of Object.values(grads).entries())
          recorder.output(`d${i}`, gradient);
      }).nodes.length;
    };
    expect(nodes(30) - nodes(20)).toBeLessThanOrEqual(140);
  });

  test("the gradient by the input records for inference too, as explanations want it", async () => {
    const network = modelOf(make({ ...config, returnSequences: true }));
    const loss = (x: Tensor) => sum((network.apply(x) as Tensor).square());
    const graph = record({ name: "saliency", models: [network] }, (recorder) => {
      recorder.output("dx", grad(loss)(recorder.input("x", [2, 6, 3])));
    });
    const data = randomArray(36, 3);
    const { dx } = await runGraph(graph, { x: { data, shape: [2, 6, 3] } });
    const expected = grad(loss)(tensor(data, [2, 6, 3]));
    expectClose(dx!.data as Float32Array, expected.dataSync(), { absolute: 1e-4, relative: 1e-3 });
  });

  test("an activation that onnxruntime has no form of is unrolled", () => {
    const { nodes } = inference(modelOf(make({ ...config, activation: "softsign" })));
    expect(nodes.some((node) => node.op === op)).toBe(false);
    expect(nodes.some((node) => node.op === "MatMul" || node.op === "Gemm")).toBe(true);
  });
});

test("both directions meet in order without being turned round", () => {
  const layer = layers.lstm({ ...config, returnSequences: true } as never);
  const both = layers.bidirectional({ layer: layer as never, mergeMode: "concat" });
  const { nodes } = inference(modelOf(both));
  const directions = nodes.flatMap(({ op, attributes }) =>
    op === "LSTM" ? attributes.direction : [],
  );
  expect(directions.sort()).toEqual(["forward", "reverse"]);
  const last = nodes.slice(nodes.findLastIndex(({ op }) => op === "LSTM"));
  expect(last.some(({ op }) => op === "Slice")).toBe(false);
});

test("dropout of the input leaves the layer one operation in training", () => {
  const network = modelOf(layers.gru({ ...config, dropout: 0.5 } as never));
  const graph = record({ name: "gru", purpose: "training", models: [network] }, (recorder) => {
    const noise = (shape: readonly number[]) => recorder.input("noise", shape);
    const x = recorder.input("x", [2, 6, 3]);
    const run = () => network.apply(x, { training: true }) as Tensor;
    recorder.output("y", withTrainingForms([network], noise, run));
  });
  expect(graph.nodesOf("GRU").length).toBe(1);
  expect(graph.inputs.find(({ name }) => name === "noise")!.shape).toEqual([2, 1, 3]);
});

test("masks of a sequence are the same at each step, and none is left", () => {
  const network = modelOf(layers.simpleRNN({ ...config, recurrentDropout: 0.5 }));
  const layer = network.layers[1] as layers.Layer & { readonly cell: object };
  const drawn: (readonly number[])[] = [];
  const noise = (shape: readonly number[]) => {
    drawn.push(shape);
    return tensor(randomArray(8, 5, [0, 1]), [...shape]);
  };
  withTrainingForms([network], noise, () =>
    network.apply(tensor(randomArray(36, 3), [2, 6, 3]), { training: true }),
  );
  expect(drawn).toEqual([[2, 4]]);
  expect(layer.cell).toMatchObject({ dropoutMask: null, recurrentDropoutMask: null });
});
