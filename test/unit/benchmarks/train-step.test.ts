import { expect, test } from "vitest";
import { benchmarkTrainStep, trainStepTable } from "#benchmarks/train-step";

test("a machine without PyTorch still gets its own figures", async () => {
  const report = await benchmarkTrainStep({
    ...{ script: "benchmarks/peers/train_step.py", python: "no-such-python" },
    ...{ rounds: 2, stepsPerRound: 2, plainSteps: 0, threads: 1 },
  });
  expect(report.pytorch).toHaveProperty("missing");
  const recorded = report.times.filter(({ name }) => name.startsWith("wristill"));
  expect(recorded.map(({ variant, steps }) => [variant, steps])).toEqual([
    ["teacher", 4],
    ["logits", 4],
  ]);
  const table = trainStepTable(report);
  expect(table).toContain("no PyTorch");
  expect(table).toMatch(/\| wristill, recorded step \| wrn1d-16-3 inside the step \| 4 \| [\d.]+ /);
});
