import { expect, test } from "vitest";
import { stepInputs, stepStudent, stepUnderTest } from "#benchmarks/peers/step-under-test";
import { Random } from "#core/random";
import { createOrtNodeSession } from "#runtime/ort-node";
import { recordedEngine } from "#train/engines/recorded";
import { weightsOf } from "#train/weights";

test("the student is the one that was announced", () => {
  expect(weightsOf([stepStudent().model]).parameters.size).toBe(8758);
});

test("labels are one-hot and inputs repeat with their seed", () => {
  const { labels } = stepInputs("logits", 3);
  expect(labels!.data.reduce((total, value) => total + value, 0)).toBe(64);
  expect(stepInputs("logits", 3)).toEqual(stepInputs("logits", 3));
  expect(Object.keys(stepInputs("teacher"))).toEqual(["imu", "labels"]);
});

test("the step learns the batch it is shown", async () => {
  const engine = recordedEngine(createOrtNodeSession, { threads: 1 });
  const step = await engine.compileStep(stepUnderTest("logits"), new Random(0));
  const inputs = stepInputs("logits");
  const first = await step.run(inputs, 1e-2);
  let last = first;
  for (let i = 0; i < 25; i++) last = await step.run(inputs, 1e-2);
  expect(last.loss!).toBeLessThan(0.8 * first.loss!);
  await step.release();
});
