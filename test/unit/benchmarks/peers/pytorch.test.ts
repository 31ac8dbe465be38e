import { expect, test } from "vitest";
import { startPytorch } from "#benchmarks/peers/pytorch";
import { stepStudent } from "#benchmarks/peers/step-under-test";
import { wrn1d } from "#teachers/wrn1d";
import { weightsOf } from "#train/weights";

const options = { threads: 1, batch: 4, length: 16, script: "benchmarks/peers/train_step.py" };

test("without the interpreter it says so", async () => {
  const answer = await startPytorch({ ...options, python: "no-such-python" });
  expect(answer).toContain("no-such-python");
});

test("an interpreter that fails is quoted", async () => {
  const answer = await startPytorch({ ...options, python: process.execPath });
  expect(typeof answer).toBe("string");
  expect(answer).not.toBe("");
});

const pytorch = await startPytorch(options);
const missing = typeof pytorch === "string";
const suffix = missing ? ` (needs PyTorch: ${pytorch})` : "";

test.skipIf(missing)(`the peer's networks have our parameter counts${suffix}`, async () => {
  if (typeof pytorch === "string") return;
  const student = stepStudent();
  const teacher = wrn1d.build({ inputs: student.inputs, classes: 6, seed: 0 }, wrn1d.options);
  const counts = [student, teacher].map(({ model }) => weightsOf([model]).parameters.size);
  expect(pytorch.parameters).toEqual(counts);
  expect(await pytorch.run("teacher", 2)).toHaveLength(2);
  expect(await pytorch.run("logits", 3)).toHaveLength(3);
  pytorch.close();
});
