import {
  input,
  layers,
  model,
  type SymbolicTensor,
  setBackend,
  type Tensor,
} from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { withTrainingForms } from "#record/layers/training-forms";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

function operations(axis: number | number[], training = false): string[] {
  const x = input({ shape: [6, 3] });
  const layer = layers.layerNormalization({ axis });
  const network = model({ inputs: x, outputs: layer.apply(x) as SymbolicTensor });
  const graph = record({ name: "norm", models: [network] }, (recorder) => {
    const windows = recorder.input("x", [4, 6, 3]);
    const run = () => network.apply(windows, { training }) as Tensor;
    recorder.output("y", training ? withTrainingForms([network], noNoise, run) : run());
  });
  return graph.nodes.map(({ op }) => op);
}

const noNoise = () => {
  throw new Error("no noise is wanted here");
};

test("in training too", () => {
  expect(operations(-1, true)).toEqual(["LayerNormalization"]);
});

test.each([[-1], [[1, 2]]])("over axes %j it is one operation", (axis) => {
  expect(operations(axis)).toEqual(["LayerNormalization"]);
});

test("over an axis in the middle it is done in parts", () => {
  expect(operations(1)).toContain("ReduceMean");
});
