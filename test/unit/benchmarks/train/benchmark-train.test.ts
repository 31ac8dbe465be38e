import { expect, test } from "vitest";
import { benchmarkTrain } from "#benchmarks/train/benchmark-train";
import { interleave } from "#benchmarks/train/contender";
import { trainTable } from "#benchmarks/train/train-table";
import { Random } from "#core/random";

const pytorchScript = "benchmarks/peers/train_step.py";
const few = { rounds: 2, stepsPerRound: 2, warmup: 1, slowRounds: 0, threads: 1 };

test("a machine without PyTorch still gets its own figures, and is told what is missing", async () => {
  const python = "no-such-python";
  const report = await benchmarkTrain({ ...few, pytorchScript, python, filter: "student-32" });
  expect(report.absent.find(({ name }) => name === "PyTorch")!.reason).toContain(python);
  const [facts] = report.cases;
  expect(facts!).toMatchObject({ name: "student-32", parameters: 8758 });
  const macs = 128 * 5 * (9 * 16 + 16 * 32 + 32 * 32) + 32 * 6; // three convolutions, one linear layer
  expect(facts!.flops).toBe(2 * 32 * 3 * macs);
  expect(facts!.gflopsPerSecond).toBeGreaterThan(0);
  const table = trainTable(report);
  expect(table).toContain("- PyTorch: ");
  expect(table).toMatch(/\| student-32 \| labels and a teacher's logits, handed in .* % of \d+ \|/);
});

test("rounds are kept apart, and slow contenders take single steps", async () => {
  const contender = (name: string, ms: number) => ({
    name,
    run: async (steps: number) => Array.from({ length: steps }, () => ms),
    close: () => undefined,
  });
  const rounds = { rounds: 3, stepsPerRound: 2, warmup: 0, slowRounds: 1 };
  const slow = { ...contender("slow", 7), slow: true };
  const times = await interleave([contender("a", 1), slow], rounds, new Random(1));
  expect(times).toEqual([
    { all: [1, 1, 1, 1, 1, 1], rounds: [1, 1, 1] },
    { all: [7], rounds: [7] },
  ]);
});

test("a filter without a case is refused", async () => {
  await expect(benchmarkTrain({ pytorchScript, filter: "no-such" })).rejects.toThrow("no-such");
});
