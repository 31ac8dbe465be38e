/** @file A run's result, made up but plausible, for tests of the report: the same options give the same result. */
import { Random } from "#core/random";
import { gain } from "#report/gain";
import type {
  EpochFigures,
  Latency,
  LearningCurve,
  ModelKind,
  ModelResult,
  PartFacts,
  RunResult,
  SeedResult,
} from "#report/result";
import { sampleCalibration, sampleRobustness, sampleTimes } from "#test/support/sample-trust";
import { metricsOf } from "#train/metrics";

export interface SampleOptions {
  readonly seeds: number;
  readonly classes: readonly string[];
  /** True accuracies by model. */
  readonly alone: number;
  readonly distilled: number;
  readonly quantized: number;
  readonly random: Random;
}

export const sampleDefaults: Omit<SampleOptions, "random"> = {
  seeds: 5,
  classes: ["arm curl", "clap", "draw circle", "drink", "jog", "sit down", "walk", "wave"],
  alone: 0.81,
  distilled: 0.845,
  quantized: 0.843,
};

const windowsPerClass = 60;

/** The result of a run that never was. */
export function sampleResult(options: Partial<SampleOptions> = {}): RunResult {
  const settings = { ...sampleDefaults, random: new Random(7), ...options };
  const { seeds, classes, alone, distilled, quantized, random } = settings;
  const numbers = Array.from({ length: seeds }, (_, i) => i + 1);
  const models = [
    model("teacher", "skel", "skel-tcn", 0.95, {
      parameters: 541_499,
      macs: 20_100_000,
      speed: 1600,
    }),
    model("teacher", "fuse", "fuse", 0.965, {
      parameters: 1_132_000,
      macs: 40_300_000,
      speed: 3100,
    }),
    model("alone", null, "cnn1d-tiny", alone, { parameters: 9_670, macs: 424_000, speed: 62 }),
    model("distilled", null, "cnn1d-tiny", distilled, {
      parameters: 9_670,
      macs: 424_000,
      speed: 62,
    }),
    model("quantized", "distilled", "cnn1d-tiny", quantized, {
      parameters: 9_670,
      macs: 424_000,
      speed: 71,
    }),
  ];
  function model(
    kind: ModelKind,
    role: string | null,
    network: string,
    accuracy: number,
    cost: { parameters: number; macs: number; speed: number },
  ): ModelResult {
    const chance = random.fork(kind === "teacher" ? (role ?? "") : "student"); // the same draws: pairs
    return {
      kind,
      role,
      network,
      inputs: role === "skel" ? ["skeleton"] : role === "fuse" ? ["skeleton", "acc"] : ["acc"],
      parameters: cost.parameters,
      macs: cost.macs,
      bytes: Math.round(cost.parameters * (kind === "quantized" ? 1.35 : 4) + 2_000),
      file: kind === "quantized" ? "model.quantized.onnx" : "model.onnx",
      seeds: numbers.map((seed) => seedResult(seed, accuracy, classes, chance)),
      curves: kind === "quantized" ? [] : numbers.map((seed) => curve(seed, accuracy, chance)),
      latency: { cpu: latency(cost.speed, chance), wasm: latency(cost.speed * 2.4, chance) },
      calibration:
        kind === "teacher"
          ? []
          : numbers.map((seed) => sampleCalibration(seed, 0.07, random.fork("calibration", seed))),
    };
  }
  return {
    format: 3,
    name: "demo",
    created: "2026-03-01T12:00:00.000Z",
    seconds: 141,
    seeds: numbers,
    method: {
      name: "pskd",
      summary: "several teachers, the most confident right one is followed",
      source: "Ni, Ngu, Yan 2022, arXiv:2208.08090",
    },
    config: {
      name: "demo",
      seeds: numbers,
      data: { dataset: "demo", modalities: { acc: { steps: 128 }, skeleton: { steps: 64 } } },
      student: { network: "cnn1d-tiny", inputs: ["acc"] },
      method: { name: "pskd", options: { temperature: 4 } },
    },
    data: {
      name: "demo",
      title: "wristill demo",
      source: "wristill",
      license: "Apache-2.0",
      homepage: "https://example.org/demo",
      classes,
      modalities: {
        acc: { steps: 128, channels: ["x", "y", "z"], unit: "g", sampleRate: 50 },
        skeleton: {
          steps: 64,
          channels: Array.from({ length: 120 }, (_, i) => `joint ${i}`),
          unit: "m",
          sampleRate: 25,
        },
      },
      parts: [
        part("train", ["s01", "s02", "s05", "s07", "s09", "s11"]),
        part("validation", ["s03", "s08"]),
        part("test", ["s04", "s06", "s10", "s12"]),
      ],
      dropped: {},
    },
    models,
    gain: gain(models),
    profile: { kind: "quantized", role: "distilled", ...sampleTimes },
    robustness: sampleRobustness(models, seeds, random.fork("robustness")),
    quantization: {
      scheme: "static-int8",
      form: "qdq",
      reason: "static-int8 qdq is the smallest on onnxruntime-node 1.30.0, of 2 files",
      ...{ trained: false, kept: [] },
      measured: [
        { title: "float", bytes: 40_680, latency: { "onnxruntime-node 1.30.0": 61.2 } },
        { title: "static-int8 qdq", bytes: 15_055, latency: { "onnxruntime-node 1.30.0": 70.4 } },
      ],
      change: {
        ...{ windows: 160, outputError: 0.012, changedClasses: 1 },
        accuracy: { float: 0.85, quantized: 0.847 },
      },
      ...{ judgedOn: "validation", ranges: "mse", calibrationWindows: 512 },
    },
    provenance: {
      command: "wristill run --seeds 5",
      versions: { wristill: "0.1.0", "onnxruntime-node": "1.30.0", "@tensorflow/tfjs": "4.22.0" },
      node: "v20.19.0",
      platform: "linux-x64",
      cpu: "Example CPU @ 2.0 GHz",
      cores: 2,
      engine: "ort",
      commit: "3f9c2ab",
    },
  };
  function part(name: PartFacts["name"], subjects: readonly string[]): PartFacts {
    const each = subjects.length * 10;
    return {
      name,
      subjects,
      windows: each * classes.length,
      windowsPerClass: classes.map(() => each),
    };
  }
}

/** Neighbouring classes are confused most, and some classes are harder than others. */
function seedResult(
  seed: number,
  accuracy: number,
  classes: readonly string[],
  random: Random,
): SeedResult {
  const shift = 0.008 * random.normal();
  const confusion = classes.map((_, truth) => {
    const row = classes.map(() => 0);
    const hard = 1 + 0.9 * Math.sin(truth * 2.3);
    for (let i = 0; i < windowsPerClass; i++) {
      const wrong = random.uniform() < (1 - accuracy - shift) * hard;
      const step = 1 + Math.floor(random.uniform() ** 3 * (classes.length - 1));
      row[(truth + (wrong ? step : 0)) % classes.length]!++;
    }
    return row;
  });
  const { macroF1, f1, accuracy: measured } = metricsOf(confusion);
  return { seed, accuracy: measured, macroF1, f1, confusion };
}

function curve(seed: number, accuracy: number, random: Random): LearningCurve {
  const epochs = Array.from({ length: 60 }, (_, i): EpochFigures => {
    const done = 1 - Math.exp(-(i + 1) / 9);
    return {
      epoch: i + 1,
      loss: 2.1 * (1 - done) + 0.12 + 0.02 * random.uniform(),
      trainAccuracy: Math.min(1, 0.12 + 0.87 * done + 0.01 * random.normal()),
      validationAccuracy: Math.min(1, 0.12 + (accuracy - 0.12) * done + 0.015 * random.normal()),
    };
  });
  return { seed, epochs };
}

function latency(median: number, random: Random): Latency {
  const draw = (center: number) =>
    Array.from({ length: 1000 }, () => {
      const tail = random.uniform() < 0.03 ? 1 + random.uniform() : 1;
      return Math.round(10 * center * tail * Math.exp(0.06 * random.normal())) / 10;
    });
  const summary = (samples: readonly number[]) => {
    const sorted = [...samples].sort((a, b) => a - b);
    const at = (p: number) => sorted[Math.floor(p * (sorted.length - 1))]!;
    const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length;
    return { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), max: at(1), mean };
  };
  const samples = draw(median);
  return {
    ...summary(samples),
    runtime: "onnxruntime-node 1.30.0",
    threads: 1,
    runs: samples.length,
    samples,
    floor: summary(draw(11)),
    coldStart: { load: 2400, firstRun: median * 3 },
  };
}
