import { expect, test } from "vitest";
import { trainCase, trainCases } from "#benchmarks/train/cases";
import { networks } from "#benchmarks/train/networks";
import { stepInputs, stepUnderTest } from "#benchmarks/train/step-under-test";
import { Random } from "#core/random";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { recordedEngine } from "#train/engines/recorded";
import { weightsOf } from "#train/weights";

quietTf();

test.each([
  ["student", 8758],
  ["ds-cnn1d", 7222],
  ["wrn1d-16-3", 534_998],
  ["eegnet", 2548],
] as const)("%s has %i parameters", (name, count) => {
  const { task, build } = networks[name];
  expect(weightsOf([build(task).model]).parameters.size).toBe(count);
});

test("labels are one-hot and inputs repeat with their seed", () => {
  const logits = trainCase("student-64");
  const { labels } = stepInputs(logits, 3);
  expect(labels!.data.reduce((total, value) => total + value, 0)).toBe(64);
  expect(stepInputs(logits, 3)).toEqual(stepInputs(logits, 3));
  expect(Object.keys(stepInputs(trainCase("student+teacher-64")))).toEqual(["imu", "labels"]);
});

test("the step learns the batch it is shown", async () => {
  const engine = recordedEngine(createOrtNodeSession, { threads: 1 });
  const logits = trainCase("student-32");
  const step = await engine.compileStep(stepUnderTest(logits), new Random(1));
  const inputs = stepInputs(logits);
  const first = await step.run(inputs, 1e-2);
  let last = first;
  for (let i = 0; i < 25; i++) last = await step.run(inputs, 1e-2);
  expect(last.loss!).toBeLessThan(0.8 * first.loss!);
  await step.release();
});

test("cases have names of their own, and an unknown one is refused with them", () => {
  expect(new Set(trainCases.map(({ name }) => name)).size).toBe(trainCases.length);
  expect(() => trainCase("student")).toThrow('no training case is called "student"');
});
