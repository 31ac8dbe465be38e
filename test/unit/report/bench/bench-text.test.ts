import { expect, test } from "vitest";
import { benchReport } from "#benchmarks/harness/bench-report";
import { benchText } from "#report/bench/bench-text";
import { sampleBench } from "#test/support/bench-report";

test("the sample is a report", () => {
  expect(benchReport.parse(sampleBench)).toEqual(sampleBench);
});

test("says what was measured, how noisy it was, and who is faster", () => {
  const text = benchText(sampleBench);
  expect(text).toMatch(/Sample CPU, 4 cores, linux-x64; load 0\.3 at the start\n/);
  expect(text).toMatch(/float\.onnx +42\.5 kB +9\.9 k +453 k +187 kB +92\.7 %/);
  expect(text).toContain("cpu, 1 thread (onnxruntime-node 1.30.0)");
  expect(text).toMatch(
    /float\.onnx +27\.0 µs +26\.5 µs … 27\.8 µs .* 243 µs +29\.7 µs +37\.0 k +12\.0 µs/,
  );
  expect(text).toMatch(/int8\.onnx .* faster: 0\.80 \(0\.77 … 0\.84\)/);
  expect(text).toContain(
    "float.onnx against itself, can't tell: 1.00 (0.99 … 1.01), as it should be",
  );
  expect(text).toMatch(/float\.onnx +wasm +395 ms +38\.0 ms +43\.0 ms +476 ms .* 16\.8 MB/);
  expect(text).toContain("slower: 1.12 (1.06 … 1.20)");
  expect(text).toContain("not measured: int8.onnx: no MACs, an operator is not known");
  expect(text).toContain("not measured: wasm: 2 threads");
});

test("a busy machine and a restless series are warnings", () => {
  const [first] = sampleBench.series;
  const noise = { ...first!.noise, says: "slower" as const, ratio: 1.09, low: 1.03, high: 1.2 };
  const text = benchText({
    ...sampleBench,
    machine: { ...sampleBench.machine, load: 3 },
    series: [{ ...first!, noise }],
  });
  expect(text).toContain("load 3.0 at the start: busy, so times are high");
  expect(text).toContain("a warning: the machine is too restless to tell files apart");
});
