/** Verdicts under real noise: one file against itself in eighty processes of a busy machine, drawn ten at a time. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { logRatio, verdictOf } from "#benchmarks/harness/verdict";
import { Random } from "#core/random";

interface Recorded {
  /** µs, `[process][first, again][round]`. */
  readonly traces: readonly (readonly [readonly number[], readonly number[]])[];
}

const file = new URL("../../../golden/latency-traces.json", import.meta.url);
const { traces }: Recorded = JSON.parse(readFileSync(file, "utf8"));
const trials = 1000;

/** How often ten processes call the second slower, faster, or neither, where it takes `factor` times as long. */
function calls(factor: number) {
  const random = new Random(5).fork(String(factor));
  const turns = (times: readonly number[], scale: number) => times.map((time) => [scale * time]);
  const counts = { faster: 0, slower: 0, "can't tell": 0 };
  for (let trial = 0; trial < trials; trial++) {
    const ratios = Array.from(random.permutation(traces.length).subarray(0, 10), (index) => {
      const [a, b] = traces[index]!;
      const [first, again] = random.integer(2) === 0 ? [a, b] : [b, a];
      return logRatio(turns(again, factor), turns(first, 1));
    });
    counts[verdictOf(ratios).says]++;
  }
  return counts;
}

test("the recording is of a restless machine", () => {
  expect(traces).toHaveLength(80);
  const medians = traces.map(([first]) => first[5]!);
  expect(Math.max(...medians) / Math.min(...medians)).toBeGreaterThan(1.5);
});

test("the same file is told apart in fewer than 5 of 100", () => {
  const { faster, slower } = calls(1);
  expect((faster + slower) / trials).toBeLessThan(0.05);
});

test("a file slower by a tenth is called slower in more than 90 of 100, and never faster", () => {
  const { faster, slower } = calls(1.1);
  expect(slower / trials).toBeGreaterThan(0.9);
  expect(faster).toBe(0);
});

test("the more, the surer", () => {
  const shares = [1.02, 1.05, 1.1, 1.2].map((factor) => calls(factor).slower);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
});
