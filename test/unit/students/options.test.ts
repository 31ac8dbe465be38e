import { concat, norm, setBackend, slice, type Tensor, zeros } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import type { InputShape, NetworkEntry } from "#core/network";
import { quietTf } from "#record/quiet";
import { cnn1dBranches } from "#students/cnn1d-branches";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { eegnet } from "#students/eegnet";
import { sccnet } from "#students/sccnet";
import { shallowConvNet } from "#students/shallow-conv-net";
import { tcn } from "#students/tcn";
import { tinyHar } from "#students/tiny-har";
import { randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const acc = { modality: "acc", length: 16, channels: 3 };

function build<Options extends object>(
  entry: NetworkEntry<Options>,
  options: Partial<Options>,
  inputs: readonly InputShape[] = [acc],
) {
  return () => entry.build({ inputs, classes: 3, seed: 1 }, { ...entry.options, ...options });
}

test.each([
  [{ kernels: [5, 5] as never }, "option kernels: expected 3 of them, whole, above 0, got [5,5]"],
  [{ filters: [16, 0, 64] as const }, "option filters: expected 3 of them"],
])("cnn1d-tiny refuses %j", (options, message) => {
  expect(build(cnn1dTiny, options)).toThrow(message);
});

test.each([
  [{ stages: [] }, "option stages: expected whole numbers above 0, got []"],
  [{ stem: 1.5 }, "option stem: expected whole numbers above 0, got 1.5"],
  [{ kernel: Number.NaN }, "option kernel"],
])("ds-cnn1d refuses %j", (options, message) => {
  expect(build(dsCnn1d, options)).toThrow(message);
});

test("one modality is read; two are refused, not half ignored", () => {
  const both = [acc, { ...acc, modality: "gyro" }];
  expect(build(cnn1dTiny, {}, both)).toThrow("expected one modality, got 2: acc, gyro");
  expect(build(dsCnn1d, {}, both)).toThrow('take the network "fuse"');
});

test("cnn1d-branches: a tap per modality, or per axis of the only one; each sees its own channels", () => {
  const gyro = { ...acc, modality: "gyro" };
  const perSensor = build(cnn1dBranches, {}, [acc, gyro])();
  expect(perSensor.taps).toEqual(["conv1", "conv2", "conv3", "branch1", "branch2", "features"]);
  const perAxis = build(cnn1dBranches, {})();
  const answer = (x: Tensor) => perAxis.model.predict(x) as Tensor[];
  const window = randomTensor([1, 16, 3], 1);
  const turned = window.mul([1, -1, 1]); // another y
  const [before, after] = [answer(window), answer(turned)];
  const moved = perAxis.taps.filter((tap, i) => {
    const apart = before[i + 1]!.sub(after[i + 1]!)
      .abs()
      .max()
      .dataSync()[0]!;
    return tap.startsWith("branch") && apart > 1e-6;
  });
  expect(moved).toEqual(["branch2"]);
  const long = { ...gyro, length: 32 };
  expect(build(cnn1dBranches, {}, [acc, long])).toThrow("got acc 16, gyro 32 steps");
});

test("each stage of ds-cnn1d halves the time", () => {
  const { model, taps } = build(dsCnn1d, { stages: [8, 8] })();
  const lengths = model.outputs.slice(1).map(({ shape }) => shape[1]);
  expect(taps).toEqual(["stem", "pointwise1", "pointwise2", "features"]);
  expect(lengths).toEqual([16, 8, 4, 8]); // the last is the number of features
});

const eeg = { modality: "eeg", length: 320, channels: 4, sampleRate: 160 };

/** Of 2 s at 160 Hz: 125 Hz's lengths times 1.28. */
test.each([
  ["eegnet", eegnet, { spatial: [320, 16], separable: [64, 16], features: [96] }], // pools of 5 and 10
  ["sccnet", sccnet, { temporal: [320, 20], power: [320, 20], features: [340] }], // pools of 79 every 15
  ["shallow-conv-net", shallowConvNet, { spatial: [304, 40], power: [304, 40], features: [1160] }], // 17 taps, 45 every 9
] as const)("%s lasts as long at another rate; taps are maps over time", (_, entry, expected) => {
  const { model, taps } = build(entry as never, {}, [eeg])();
  const shapes = model.outputs.slice(1).map(({ shape }) => shape.slice(1));
  expect(Object.fromEntries(taps.map((tap, i) => [tap, shapes[i]]))).toEqual(expected);
});

test("rate 0 leaves lengths as they are written", () => {
  const { model } = build(eegnet, { rate: 0 }, [eeg])();
  expect(model.outputs[2]!.shape).toEqual([null, 80, 16]); // a pool of 4
  expect(build(eegnet, { rate: -1 }, [eeg])).toThrow("expected a rate in Hz, got -1");
});

test("eegnet's weights keep to their norms from the start, where there are norms", () => {
  const largest = (options: object) => {
    const { model } = build(eegnet, options, [eeg])();
    const kernel = model.getLayer("logits").weights[0]!.read();
    return Math.max(...norm(kernel, 2, 0).dataSync());
  };
  expect(largest({})).toBeLessThanOrEqual(0.25);
  expect(largest({ denseNorm: 0 })).toBeGreaterThan(0.5);
});

test.each([
  ["eegnet", eegnet, 20, 50],
  ["sccnet", sccnet, 60, 79],
  ["shallow-conv-net", shallowConvNet, 50, 61],
] as const)("%s refuses windows of less than it needs", (_, entry, length, needed) => {
  const short = [{ ...eeg, length }];
  expect(build(entry as never, {}, short)).toThrow(`windows of ${needed} steps or more at 160 Hz`);
});

test("tcn sees no later step", () => {
  const { model } = build(tcn, { filters: 4, dilations: [1, 2] })();
  const x = randomTensor([1, 16, 3], 1);
  const changed = concat([slice(x, [0, 0, 0], [1, 9, 3]), zeros([1, 7, 3])], 1);
  const before = (input: Tensor) =>
    slice((model.apply(input) as Tensor[])[2]!, [0, 0, 0], [1, 9, 4]).dataSync();
  expect(before(changed)).toEqual(before(x));
});

test("tiny-har treats every channel alike", () => {
  const { model } = build(tinyHar, {})();
  expect(model.getLayer("conv1").weights[0]!.shape).toEqual([5, 1, 1, 12]);
  expect(model.getLayer("fused").outputShape).toEqual([null, 4, 24]);
});
