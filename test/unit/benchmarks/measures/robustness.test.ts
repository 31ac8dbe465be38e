import { expect, test } from "vitest";
import { measureAccuracy } from "#benchmarks/measures/accuracy";
import { measureRobustness } from "#benchmarks/measures/robustness";
import { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import { fitNormalization } from "#sensors/normalize";
import { meanModel, meanWindows } from "#test/support/mean-model";

const random = new Random(5);
const answers = Array.from({ length: 90 }, () => random.integer(3));
/** One in ten is labelled otherwise, so that something is wrong from the start. */
const labels = answers.map((answer, i) => (i % 10 === 0 ? (answer + 1) % 3 : answer));
const plain = meanWindows(answers, labels, 16);
const acc = { ...plain.signals.acc!, channels: ["x", "y", "z"] };
const windows: WindowSet = {
  ...{ ...plain, signals: { acc } },
  ...{ subjects: answers.map(() => "p"), recordings: answers.map(() => "r") },
};
const bytes = meanModel(16, 3);
const options = {
  ...{ normalization: fitNormalization(windows), forearm: "y" as const, windows: 1000 },
  random: new Random(1),
};
const candidates = [
  { name: "one", bytes },
  { name: "twin", bytes },
];

test("what is undisturbed is the accuracy; the same file sees the same and answers the same", async () => {
  const { windows: count, disturbances } = await measureRobustness(candidates, windows, options);
  expect(count).toBe(90);
  const { accuracy } = await measureAccuracy(candidates[0]!, windows);
  for (const { accuracy: found, strengths } of disturbances) {
    expect(found.one![0]).toBe(accuracy);
    expect(found.one).toHaveLength(strengths.length);
    expect(found.twin).toEqual(found.one);
  }
  expect(await measureRobustness(candidates, windows, options)).toEqual({
    ...{ windows: count, disturbances },
  });
});

test("a turned sensor confuses axes, a mean survives a lower rate", async () => {
  const { disturbances } = await measureRobustness(candidates, windows, options);
  const last = (name: string) =>
    disturbances.find((each) => each.name === name)!.accuracy.one!.at(-1)!;
  expect(last("strap-tilt")).toBeLessThan(0.7);
  expect(last("sample-rate")).toBeCloseTo(0.9, 1);
});

test("a share of the windows, spread over all of them", async () => {
  const steps: number[] = [];
  const { windows: count } = await measureRobustness(candidates, windows, {
    ...{ ...options, windows: 30 },
    onProgress: ({ done, total }) => steps.push(done / total),
  });
  expect(count).toBe(30);
  expect(steps.at(-1)).toBe(1);
});
