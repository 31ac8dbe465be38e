import { expect, test } from "vitest";
import { benchmarkTrain } from "#benchmarks/train/benchmark-train";
import { trainTable } from "#benchmarks/train/train-table";

const pytorchScript = "benchmarks/peers/train_step.py";
const few = { rounds: 2, stepsPerRound: 2, warmup: 1, slowRounds: 0, threads: 1 };

test("a machine without PyTorch still gets its own figures, and is told what is missing", async () => {
  const report = await benchmarkTrain({
    ...{ ...few, pytorchScript, python: "no-such-python", filter: "student+teacher" },
  });
  expect(report.absent.find(({ name }) => name === "PyTorch")!.reason).toContain("no-such-python");
  const [facts] = report.cases;
  expect(facts!).toMatchObject({ name: "student+teacher-64", parameters: 8758 });
  // conv 9→16→32→32, kernel 5, over 128 samples, three passes; the teacher's 3.4e7 in one
  const student = 128 * 5 * (9 * 16 + 16 * 32 + 32 * 32) + 32 * 6;
  expect(facts!.flops).toBeGreaterThan(2 * 64 * 3 * student);
  expect(facts!.gflopsPerSecond).toBeGreaterThan(0);
  expect(facts!.gemmGflopsPerSecond).toBeGreaterThan(facts!.gflopsPerSecond);
  const table = trainTable(report);
  expect(table).toContain("- PyTorch: ");
  expect(table).toMatch(/\| student\+teacher-64 \| labels and wrn1d-16-3, inside .* % of \d+ \|/);
});

test("a filter without a case is refused", async () => {
  await expect(benchmarkTrain({ pytorchScript, filter: "no-such" })).rejects.toThrow("no-such");
});
