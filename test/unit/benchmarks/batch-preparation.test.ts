import { expect, test } from "vitest";
import { batchPreparationTable, benchmarkBatchPreparation } from "#benchmarks/batch-preparation";

test("measures the step with and without preparing batches, on both kinds of session", async () => {
  const report = await benchmarkBatchPreparation({ rounds: 1, stepsPerRound: 2, threads: 1 });
  expect(report.times.map(({ variant, session }) => `${variant}, ${session}`)).toEqual([
    "teacher, same thread",
    "teacher, own thread",
    "logits, same thread",
    "logits, own thread",
  ]);
  for (const { fixed, fresh, ratio } of report.times) {
    expect(Math.min(fixed.p50, fresh.p50, ratio)).toBeGreaterThan(0);
  }
  expect(batchPreparationTable(report)).toMatch(/\| logits handed in \| own thread \| [\d.]+ \/ /);
});
