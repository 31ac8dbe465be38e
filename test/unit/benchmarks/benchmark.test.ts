import { expect, test } from "vitest";
import { benchmark } from "#benchmarks/benchmark";
import { meanModel, meanWindows } from "#test/support/mean-model";

const candidates = [
  { name: "fp32", bytes: meanModel(4, 3) },
  { name: "other", bytes: meanModel(4, 3, 1) },
];

test("every file gets its bytes, its accuracy and its latency on each target", async () => {
  const windows = meanWindows([0, 1, 2, 0], [0, 1, 2, 1]);
  const measured = await benchmark(candidates, { runs: 10, warmup: 1, windows });
  expect(measured.map(({ name }) => name)).toEqual(["fp32", "other"]);
  for (const [i, { bytes, accuracy, latency }] of measured.entries()) {
    expect(bytes).toBe(candidates[i]!.bytes.byteLength);
    expect(accuracy!.accuracy).toBe(0.75);
    expect(latency.cpu!.samples).toHaveLength(10);
    expect(latency.wasm!.runtime).toContain("wasm");
  }
});

test("without windows there is no accuracy, and latency is measured on noise", async () => {
  const [measured] = await benchmark(candidates, { targets: ["cpu"], runs: 5, warmup: 0 });
  expect(measured!.accuracy).toBeUndefined();
  expect(measured!.latency.wasm).toBeUndefined();
  expect(measured!.latency.cpu!.p50).toBeGreaterThan(0);
});
