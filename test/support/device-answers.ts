/** @file A plan, and answers to it as an honest device would give them. */

import { stepsFor } from "#benchmarks/harness/device/abilities";
import type { DeviceFacts, Part } from "#benchmarks/harness/device/device-part";
import {
  type DevicePlan,
  devicePlan,
  deviceSettings,
} from "#benchmarks/harness/device/device-plan";
import { planFiles } from "#benchmarks/harness/device/plan-files";
import type { Job } from "#benchmarks/harness/job";
import type { SeriesSubject } from "#benchmarks/harness/measure-series";
import type { Measured } from "#benchmarks/harness/target";
import { Random } from "#core/random";
import { meanModel } from "#test/support/mean-model";

const feeds = [{ x: { dtype: "float32", shape: [1, 4, 3], data: new Float32Array(12) } as const }];

/** Of files that take the mean of four numbers, three times over. */
export function samplePlan(names: readonly string[] = ["small.onnx"]): DevicePlan {
  const subjects = names.map((name): SeriesSubject => {
    return { name, model: meanModel(4, 3), feeds, macs: 12, windows: 1 };
  });
  const rounds = { rounds: 3, runs: 4, settle: 0, seconds: 1 };
  const series = deviceSettings([1, 2]).map((setting, i) => ({
    ...{ target: "device", setting, batch: 1, repeats: 2, rounds, subjects },
    random: new Random(i),
  }));
  return devicePlan(subjects, 1, series);
}

export const phone: DeviceFacts = {
  ...{ name: "Phone", userAgent: "Mozilla/5.0 (Linux; Android 14) Chrome/131.0 Mobile" },
  ...{ cores: 8, memory: 4, screen: { width: 412, height: 915, ratio: 2.6 } },
  ...{ secure: true, isolated: true, webgpu: "no adapter", clockStep: 5 },
};

/** Times that fit the job, drawn from the random. */
export function measuredBy({ subjects, rounds, runs }: Job, random: Random): Measured {
  const times = (count: number) => Array.from({ length: count }, () => 20 + random.integer(50));
  return {
    runtime: "onnxruntime-web 1.30.0 (wasm)",
    memory: { peak: null, heap: 16_777_216 },
    subjects: subjects.map(({ name, every = 1 }) => ({
      ...{ name, load: 900, firstRun: 300, calls: 1 },
      turns: Array.from({ length: rounds }, (_, i) => times(i % every === 0 ? runs : 0)),
    })),
  };
}

/** Every answer of one measurement; `run`: 20 characters. */
export function partsOf(plan: DevicePlan, run: string, device: DeviceFacts = phone): Part[] {
  const { key } = planFiles(plan).plan;
  const random = new Random(1).fork(run);
  return stepsFor(plan.steps, device).map((step) => ({
    ...{ format: "wristill-device-1", plan: key, run, step, device },
    answer: { measured: measuredBy(plan.steps[step]!.job, random) as never },
  }));
}

/** "run00000000000000042". */
export function runNamed(number: number): string {
  return `run${String(number).padStart(17, "0")}`;
}
