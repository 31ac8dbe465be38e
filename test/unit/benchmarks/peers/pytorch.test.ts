import { expect, test } from "vitest";
import { startPytorch } from "#benchmarks/peers/pytorch";
import { networks } from "#benchmarks/train/networks";
import { weightsOf } from "#train/weights";

const options = { threads: 1, script: "benchmarks/peers/train_step.py" };

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
  const counts = Object.entries(networks).map(([name, { task, build }]) => [
    name,
    weightsOf([build(task).model]).parameters.size,
  ]);
  expect(pytorch.parameters).toEqual(Object.fromEntries(counts));
});

test.skipIf(missing)(`the peer takes every kind of step${suffix}`, async () => {
  if (typeof pytorch === "string") return;
  for (const [network, target] of [
    ["student", "logits"],
    ["student", "teacher"],
    ["ds-cnn1d", "labels"],
    ["eegnet", "labels"],
  ] as const) {
    expect(await pytorch.run({ network, target, batch: 2 }, 2)).toHaveLength(2);
  }
  expect(await pytorch.peakMemory()).toBeGreaterThan(5e7);
  pytorch.close();
});
