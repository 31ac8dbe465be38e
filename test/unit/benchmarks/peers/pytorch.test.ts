import { afterAll, expect, test } from "vitest";
import { startPytorch } from "#benchmarks/peers/pytorch";
import { networks } from "#benchmarks/train/networks";
import { quietTf } from "#record/quiet";
import { weightsOf } from "#train/weights";

quietTf();
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

test.skipIf(missing).each([
  ["student", "logits"],
  ["student", "teacher"],
  ["ds-cnn1d", "labels"],
  ["eegnet", "labels"],
] as const)(`the peer trains %s on %s${suffix}`, async (network, target) => {
  if (typeof pytorch === "string") return;
  expect(await pytorch.run({ network, target, batch: 2 }, 2)).toHaveLength(2);
});

test.skipIf(missing)(`the peer tells its memory${suffix}`, async () => {
  if (typeof pytorch === "string") return;
  expect(await pytorch.peakMemory()).toBeGreaterThan(5e7);
});

afterAll(() => {
  if (typeof pytorch !== "string") pytorch.close();
});
