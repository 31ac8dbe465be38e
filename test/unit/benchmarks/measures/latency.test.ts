import { describe, expect, test } from "vitest";
import { measureLatency } from "#benchmarks/measures/latency";
import { Random } from "#core/random";
import { meanModel, meanWindows } from "#test/support/mean-model";

const small = { name: "small", bytes: meanModel(4, 3) };
const large = { name: "large", bytes: meanModel(6000, 16) };

describe.each(["cpu", "wasm"] as const)("latency on %s", (target) => {
  test("a larger model takes longer, and the empty graph is beside it", async () => {
    const options = { target, runs: 60, warmup: 5, random: new Random(1) };
    const [first, second] = await measureLatency([small, large], options);
    expect(second!.p50).toBeGreaterThan(first!.p50);
    expect(second!.p50).toBeGreaterThan(second!.floor.p50);
    expect(first!.floor.p50).toBeGreaterThan(0);
    expect(first!.runtime).toMatch(target === "cpu" ? /onnxruntime-node/ : /wasm/);
    expect(first!.samples).toHaveLength(60);
    for (const { p50, p90, p95, p99, max, interval, coldStart } of [first!, second!]) {
      expect([p50, p90, p95, p99, max]).toEqual([p50, p90, p95, p99, max].sort((a, b) => a - b));
      expect(interval.low).toBeLessThanOrEqual(p50);
      expect(interval.high).toBeGreaterThanOrEqual(p50);
      expect(coldStart.load).toBeGreaterThan(0);
      expect(coldStart.firstRun).toBeGreaterThan(0);
    }
  });
});

test("real windows are fed where given", async () => {
  const windows = meanWindows([0, 1], [0, 1]);
  const [measured] = await measureLatency([small], { runs: 3, warmup: 0, windows });
  expect(measured).toMatchObject({ name: "small", runs: 3, threads: 1, warmup: 0 });
});

test("progress ends at the last run", async () => {
  const events: number[] = [];
  const onProgress = ({ done }: { done: number }) => events.push(done);
  await measureLatency([small], { runs: 100, warmup: 1, onProgress });
  expect(events).toEqual([50, 100]);
});

test.each([
  ["no candidates", [], {}, "expected a model; got none"],
  ["no runs", [small], { runs: 0 }, "runs ≥ 1"],
  ["a broken file", [{ name: "a.onnx", bytes: new Uint8Array(3) }], {}, "a.onnx does not load"],
  ["other windows", [small], { windows: meanWindows([0], [0], 9) }, "[1, 9, 3]"],
])("%s is refused", async (_, candidates, options, message) => {
  await expect(measureLatency(candidates, options)).rejects.toThrow(message);
});
