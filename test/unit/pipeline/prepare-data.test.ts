import { beforeAll, describe, expect, test } from "vitest";
import type { WindowSet } from "#core/signal";
import { parseConfig } from "#src/pipeline/config";
import { type PreparedData, prepareData, trainingData } from "#src/pipeline/prepare-data";
import { knownEntries } from "#src/pipeline/registries";
import { expectClose } from "#test/support/tensors";
import { tiny, tinyConfig } from "./tiny-road.ts";

const config = tinyConfig({
  data: {
    ...tiny.data,
    modalities: { acc: { steps: 16 }, skeleton: { steps: 8, prepare: { velocity: true } } },
  },
  augment: [{ name: "jitter", probability: 1 }],
});
let data: PreparedData;
beforeAll(async () => {
  data = await prepareData(config);
});

const people = ({ subjects }: WindowSet) => [...new Set(subjects)];

/** Mean and standard deviation of one channel. */
function moments({ signals }: WindowSet, modality: string, channel: number): [number, number] {
  const { data: values, channels } = signals[modality]!;
  const own = [...values].filter((_, i) => i % channels.length === channel);
  const mean = own.reduce((a, b) => a + b, 0) / own.length;
  return [mean, Math.sqrt(own.reduce((a, b) => a + (b - mean) ** 2, 0) / own.length)];
}

test("three groups of people who share nobody; each window as long as asked for", () => {
  const { train, validation, test: held } = data.raw;
  const groups = [train, validation!, held].map(people);
  expect(groups.map((group) => group.length)).toEqual([2, 1, 1]);
  expect(new Set(groups.flat()).size).toBe(4);
  expect(train.size + validation!.size + held.size).toBe(4 * 10);
  expect(train.signals.acc!.length).toBe(16);
  expect(train.signals.skeleton!.channels.length).toBe(120); // 20 joints × 3, and their velocities
});

test("the same every time", async () => {
  const again = await prepareData(config);
  expect(again.raw.test.subjects).toEqual(data.raw.test.subjects);
  expect(again.raw.train.signals.acc!.data).toEqual(data.raw.train.signals.acc!.data);
});

test("normalisation is that of the training people", () => {
  const { train, validation } = trainingData(config, data, 1);
  for (const channel of [0, 1, 2]) {
    const [mean, sd] = moments(train, "acc", channel);
    expect(mean).toBeCloseTo(0, 4);
    expect(sd).toBeCloseTo(1, 3);
    const [expected] = moments(data.raw.train, "acc", channel);
    expect(data.normalization.acc!.mean[channel]).toBeCloseTo(expected, 4);
  }
  expect(Math.abs(moments(validation!, "acc", 0)[0])).toBeGreaterThan(1e-3);
});

test("prepared skeletons keep one spread for all coordinates", () => {
  const { sd } = data.normalization.skeleton!;
  expectClose(sd.subarray(0, 60), new Float32Array(60).fill(sd[0]!));
});

describe("batches", () => {
  const batch = (seed: number, epoch = 0) =>
    trainingData(config, data, seed)
      .batches({ batchSize: 8, modalities: ["acc"], shuffle: true })
      .batch(epoch, 0);

  test("depend on the seed and the epoch, and on nothing else", () => {
    expect(batch(1)).toEqual(batch(1));
    expect(batch(1).sampleIds).not.toEqual(batch(2).sampleIds);
    expect(batch(1).sampleIds).not.toEqual(batch(1, 1).sampleIds);
  });

  test("are augmented, and hold only what was asked for", () => {
    const { inputs, sampleIds } = batch(1);
    expect(Object.keys(inputs)).toEqual(["acc"]);
    const plain = trainingData(config, data, 1).train.signals.acc!.data;
    const row = sampleIds[0]! * 48;
    const first = inputs.acc!.data.subarray(0, 48);
    expect(first).not.toEqual(plain.subarray(row, row + 48));
    expectClose(first, plain.subarray(row, row + 48), { absolute: 0.5 }); // jitter of σ 0.05
  });

  test("of a subset hold its rows only", () => {
    const whole = trainingData(config, data, 1);
    const [{ train: rows, held }] = whole.folds(2) as [{ train: Int32Array; held: Int32Array }];
    const part = whole.subset(rows);
    expect(part.validation).toBeUndefined();
    const taken = people(part.train);
    for (const row of held) expect(taken).not.toContain(whole.train.subjects[row]);
    expect(
      part.batches({ batchSize: 4, modalities: ["acc"], shuffle: false }).batch(0, 0).sampleIds,
    ).toEqual(Int32Array.of(0, 1, 2, 3));
  });
});

describe("processing and splits from the configuration", () => {
  const process = [
    { name: "low-pass", options: { cutoff: 5 } },
    { name: "magnitude", options: { append: false } },
  ];
  const processed = tinyConfig({
    data: {
      ...tiny.data,
      subjects: ["p01", "p02", "p03"],
      modalities: { acc: { steps: 16, process, normalize: "robust" } },
      split: { folds: "each", fold: 2, validation: 0 },
    },
  });

  test("signals are processed, and the steps are told in full", async () => {
    const { raw } = await prepareData(processed);
    expect(raw.train.signals.acc!.channels).toEqual(["magnitude"]);
    expect(raw.train.signals.acc!.processing).toEqual([
      { name: "low-pass", options: { cutoff: 5, order: 4, form: "forward" }, causal: true },
      { name: "magnitude", options: { append: false }, causal: true },
    ]);
    const { acc } = raw.train.signals;
    expect(acc!.data.every((x) => x > 0)).toBe(true);
  });

  test("only some people, each tests once, and values are centred on the median", async () => {
    const prepared = await prepareData(processed);
    expect(people(prepared.raw.test)).toEqual(["p02"]);
    expect(people(prepared.raw.train)).toEqual(["p01", "p03"]);
    expect(prepared.raw.validation).toBeUndefined();
    const { data: values } = trainingData(processed, prepared, 1).train.signals.acc!;
    const above = values.filter((x) => x > 0).length / values.length;
    expect(above).toBeCloseTo(0.5, 2);
  });

  test("people, steps and options that do not exist are answered", async () => {
    const nobody = tinyConfig({ data: { ...tiny.data, subjects: ["p22"] } });
    await expect(prepareData(nobody)).rejects.toThrow(/data.subjects: nobody is "p22"/);
    const wrong = [{ name: "low-pas" }, { name: "low-pass", options: { cutof: 3 } }];
    const modalities = { acc: { steps: 16, process: wrong } };
    const parse = () =>
      parseConfig({ ...tiny, data: { ...tiny.data, modalities } }, { known: knownEntries });
    expect(parse).toThrow(
      /process\[0\].name: unknown processing step "low-pas"; did you mean "low-pass"/,
    );
    expect(parse).toThrow(/unknown option of low-pass "cutof"; did you mean "cutoff"/);
  });

  test("contradictions are named", () => {
    const parse = (changed: object) => () => tinyConfig({ data: { ...tiny.data, ...changed } });
    expect(parse({ split: { test: 1, folds: 3 } })).toThrow(/`test` or `folds`, and not both/);
    expect(parse({ window: { whole: true, cue: {} } })).toThrow(/expected `seconds` with `cue`/);
  });
});
