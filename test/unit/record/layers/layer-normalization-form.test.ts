import {
  input,
  layers,
  model,
  type SymbolicTensor,
  setBackend,
  type Tensor,
} from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

function operations(axis: number | number[]): string[] {
  const x = input({ shape: [6, 3] });
  const layer = layers.layerNormalization({ axis });
  const network = model({ inputs: x, outputs: layer.apply(x) as SymbolicTensor });
  const graph = record({ name: "norm", models: [network] }, (recorder) => {
    recorder.output("y", network.apply(recorder.input("x", [null, 6, 3])) as Tensor);
  });
  return graph.nodes.map(({ op }) => op);
}

test.each([[-1], [[1, 2]]])("over axes %j it is one operation", (axis) => {
  expect(operations(axis)).toEqual(["LayerNormalization"]);
});

test("over an axis in the middle it is done in parts", () => {
  expect(operations(1)).toContain("ReduceMean");
});
