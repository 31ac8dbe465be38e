import { beforeAll, expect, test } from "vitest";
import type { InputShape, NetworkEntry } from "#core/network";
import { quietTf } from "#record/quiet";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";

beforeAll(quietTf);

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

test("each stage of ds-cnn1d halves the time", () => {
  const { model, taps } = build(dsCnn1d, { stages: [8, 8] })();
  const lengths = model.outputs.slice(1).map(({ shape }) => shape[1]);
  expect(taps).toEqual(["stem", "pointwise1", "pointwise2", "features"]);
  expect(lengths).toEqual([16, 8, 4, 8]); // the last is the number of features
});
