import { layers, sequential, setBackend, tensor1d } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { quietTf } from "#record/quiet";
import { assignWeights, readWeights, weightsOf } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const build = () =>
  sequential({
    layers: [
      layers.dense({ units: 2, inputShape: [3], name: "dense" }),
      layers.batchNormalization({ name: "norm" }),
    ],
  });

test("one vector of what is learnt, one of running statistics, in the order of the layers", () => {
  const { parameters, statistics } = weightsOf([build()]);
  expect(
    parameters.places.map(({ weight, offset, size }) => [weight.originalName, offset, size]),
  ).toEqual([
    ["dense/kernel", 0, 6],
    ["dense/bias", 6, 2],
    ["norm/gamma", 8, 2],
    ["norm/beta", 10, 2],
  ]);
  expect(statistics.places.map(({ weight }) => weight.originalName)).toEqual([
    "norm/moving_mean",
    "norm/moving_variance",
  ]);
  expect([parameters.size, statistics.size]).toEqual([12, 4]);
});

test("what was assigned is read, and is what the model has", () => {
  const model = build();
  const parameters = Float32Array.from({ length: 12 }, (_, i) => i / 4);
  const statistics = Float32Array.of(5, 6, 7, 8);
  assignWeights(model, { parameters, statistics });
  expect(readWeights(model)).toEqual({ parameters, statistics });
  expect([...model.layers[0]!.getWeights()[0]!.dataSync()]).toEqual([...parameters.subarray(0, 6)]);
  expect([...weightsOf([model]).parameters.gather().dataSync()]).toEqual([...parameters]);
});

test("a model given twice is counted once", () => {
  const model = build();
  expect(weightsOf([model, model]).parameters.size).toBe(12);
});

test("constraints of a layer hold when weights are assigned", () => {
  const model = sequential({
    layers: [
      layers.dense({ units: 1, inputShape: [2], useBias: false, kernelConstraint: "nonNeg" }),
    ],
  });
  weightsOf([model]).parameters.assign(tensor1d([-1, 2]));
  expect([...readWeights(model).parameters]).toEqual([0, 2]);
});
