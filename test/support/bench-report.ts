/** @file A bench report with every part of it: two files, two targets. */
import type { BenchReport, SeriesFile, SeriesReport } from "#benchmarks/harness/bench-report";

const summary = (p50: number) => ({
  ...{ p50, p90: 1.2 * p50, p95: 1.4 * p50, p99: 2 * p50, max: 9 * p50, mean: 1.1 * p50 },
});

const verdict = { confidence: 0.99, repeats: 10 };
const even = { says: "can't tell", ratio: 1, low: 0.99, high: 1.01, ...verdict } as const;

function fileRow(file: string, p50: number, versusFirst: SeriesFile["versusFirst"]): SeriesFile {
  const samples = Array.from({ length: 10 }, (_, r) =>
    Array.from(
      { length: 20 },
      (_, i) => p50 * (1 + 0.01 * ((7 * i + r) % 20)) + (i === 19 ? p50 : 0),
    ),
  );
  return {
    ...{ file, ...summary(p50), interval: { low: 0.98 * p50, high: 1.03 * p50 } },
    ...{ throughput: 1e6 / p50, arithmetic: 12, versusFirst, samples },
  };
}

function series(target: string, runtime: string, scale: number): SeriesReport {
  const faster = { says: "faster", ratio: 0.8, low: 0.77, high: 0.84, ...verdict } as const;
  return {
    ...{ target, runtime, threads: 1, batch: 1, accelerator: "cpu", slowdown: 1 },
    ...{ floor: summary(8 * scale), floorSamples: Array(10).fill(8 * scale), noise: even },
    product: { macsPerSecond: 37e9 / scale, samples: Array(10).fill(450 * scale) },
    files: [fileRow("float.onnx", 27 * scale, null), fileRow("int8.onnx", 21.6 * scale, faster)],
  };
}

const cold = {
  ...{ start: [58e3, 61e3, 57e3], load: [2300, 2500, 2200], firstRun: [440, 460, 430] },
  ...{ peakMemory: 87.5e6, runtimeMemory: 85.8e6, heap: null },
};

export const sampleBench: BenchReport = {
  ...{ format: "wristill-bench-1", command: "wristill bench float.onnx int8.onnx" },
  ...{ measuredAt: "2026-02-03T04:05:06.000Z", wristill: "0.1.0", seed: 0, repeats: 10 },
  input: "seeded noise",
  machine: {
    ...{ cpu: "Sample CPU", cores: 4, memory: 8e9, platform: "linux-x64", node: "v20.0.0" },
    ...{ runtimes: { "onnxruntime-node": "1.30.0" }, load: 0.3 },
  },
  files: [
    {
      ...{ name: "float.onnx", path: "m/float.onnx", bytes: 42_500, sha256: "aa" },
      inputs: [{ name: "input_acc", dtype: "float32", shape: ["batch", 128, 6] }],
      ...{ parameters: 9900, macs: 453_000, bytesMoved: 187_000, uncounted: null },
      accuracy: { windows: 200, accuracy: 0.927, macroF1: 0.92 },
      cold: {
        cpu: cold,
        wasm: { ...cold, start: [395e3], load: [38e3], firstRun: [43e3], heap: 16.8e6 },
      },
      profile: {
        byOperator: [
          { name: "Conv", time: 14.2, calls: 3 },
          { name: "Gemm", time: 2.1, calls: 1 },
        ],
        byNode: [
          { name: "conv1", time: 6, calls: 1, form: "Conv(1x6x1x128 16x6x1x5) → 1x16x1x128" },
        ],
      },
    },
    {
      ...{ name: "int8.onnx", path: "m/int8.onnx", bytes: 12_600, sha256: "bb" },
      inputs: [{ name: "input_acc", dtype: "float32", shape: ["batch", 128, 6] }],
      ...{ parameters: null, macs: null, bytesMoved: null, uncounted: "an operator is not known" },
      accuracy: { windows: 200, accuracy: 0.925, macroF1: 0.918 },
      ...{ cold: { cpu: cold }, profile: null },
    },
  ],
  devices: [],
  series: [
    series("cpu", "onnxruntime-node 1.30.0", 1),
    series("wasm", "onnxruntime-web 1.30.0", 4),
  ],
  comparisons: [
    {
      ...{ file: "float.onnx", against: "float.onnx", target: "cpu", threads: 1, batch: 1 },
      ...{ accelerator: "cpu", slowdown: 1 },
      verdict: { says: "slower", ratio: 1.12, low: 1.06, high: 1.2, ...verdict },
    },
  ],
  absent: ["wasm: 2 threads: Node has one for WebAssembly; measure in chromium"],
};
