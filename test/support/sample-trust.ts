/** @file Made-up answers to whether a student can be trusted (calibration, robustness), and where its time goes. */
import * as disturbances from "#benchmarks/disturbances/entries";
import type { Random } from "#core/random";
import type { OperatorTimes } from "#report/operator-bars";
import type { ModelResult, RobustnessFacts, SeedCalibration } from "#report/result";
import { expectedCalibrationError, reliabilityBins } from "#train/calibration";

export const sampleTimes: OperatorTimes = {
  byOperator: [
    { name: "Conv", time: 41.2, calls: 3 },
    { name: "Gemm", time: 4.1, calls: 1 },
  ],
  byNode: [{ name: "conv1", time: 22.5, calls: 1, form: "Conv(1x3x1x128) → 1x16x1x128" }],
};

/** Too sure by `excess` before, hardly after. */
export function sampleCalibration(seed: number, excess: number, random: Random): SeedCalibration {
  const truths = Array.from({ length: 400 }, () => 0.4 + 0.6 * random.uniform());
  const correct = truths.map((chance) => random.uniform() < chance);
  const claiming = (more: number) => {
    const confidence = truths.map((chance) => Math.min(1, chance + more));
    return {
      ece: expectedCalibrationError(confidence, correct),
      bins: reliabilityBins(confidence, correct),
    };
  };
  return { seed, before: claiming(excess), scaled: { temperature: 1.4, ...claiming(0.01) } };
}

/** Accuracy falls with the strength, for some faster. */
export function sampleRobustness(
  models: readonly ModelResult[],
  seeds: number,
  random: Random,
): RobustnessFacts {
  const students = models.filter(({ kind }) => kind !== "teacher" && kind !== "baseline");
  return {
    windows: 400,
    disturbances: Object.values(disturbances).map(({ name, title, summary, axis, strengths }) => ({
      ...{ name, title, summary, axis, strengths },
      models: students.map(({ kind, role }) => ({
        ...{ kind, role },
        accuracy: Array.from({ length: seeds }, () =>
          strengths.map((_, i) => 0.85 - 0.1 * i + 0.01 * random.normal()),
        ),
      })),
    })),
  };
}
