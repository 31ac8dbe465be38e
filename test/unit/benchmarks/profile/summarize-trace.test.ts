import { expect, test } from "vitest";
import { summarizeTrace } from "#benchmarks/profile/summarize-trace";

const node = (name: string, op: string, ts: number, dur: number) => ({
  ...{ cat: "Node", name: `${name}_kernel_time`, ts, dur },
  args: {
    op_name: op,
    input_type_shape: [{ float: [2, 3] }, { float: [] }],
    output_type_shape: [{ float: [2, 3] }],
  },
});
const run = (ts: number, dur: number) => ({ cat: "Session", name: "model_run", ts, dur });

test("adds up operators and nodes per run, without the warm-up", () => {
  const profile = summarizeTrace(
    [
      ...[run(0, 9000), node("a", "Mul", 1, 7000)],
      ...[run(10_000, 4000), node("a", "Mul", 10_001, 1000), node("b", "Mul", 11_500, 2000)],
      ...[run(20_000, 6000), node("a", "Mul", 20_001, 3000), node("b", "Mul", 23_500, 2000)],
    ],
    1,
  );
  expect(profile).toEqual({
    run: 5,
    nodes: 4,
    byOperator: [{ name: "Mul", milliseconds: 4, calls: 2 }],
    byNode: [
      { name: "a", milliseconds: 2, calls: 1, form: "Mul(2x3 scalar) → 2x3" },
      { name: "b", milliseconds: 2, calls: 1, form: "Mul(2x3 scalar) → 2x3" },
    ],
  });
});
