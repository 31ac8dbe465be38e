import { expect, test } from "vitest";
import { trainCase } from "#benchmarks/train/cases";
import { compareMemory, memoryOfStep } from "#benchmarks/train/memory";

test("a step takes memory on top of what the libraries take", async () => {
  const { imports, total } = await memoryOfStep(trainCase("student-32"), 1);
  expect(imports).toBeGreaterThan(3e7);
  expect(total).toBeGreaterThanOrEqual(imports);
  expect(total).toBeLessThan(4e9);
});

test("without PyTorch there is nothing to compare with, and it says why", async () => {
  const options = { pytorchScript: "benchmarks/peers/train_step.py", memoryScript: "", threads: 1 };
  const answer = await compareMemory(trainCase("student-32"), { ...options, python: "no-python" });
  expect(answer).toContain("no-python");
});
