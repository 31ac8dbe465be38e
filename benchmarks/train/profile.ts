/** @file Where a recorded step spends its time, by operator type and by node, as onnxruntime's own profiler sees it. */
import {
  type Profile,
  type ProfileEntry,
  summarizeTrace,
} from "#benchmarks/profile/summarize-trace";
import { traceRuns } from "#benchmarks/profile/trace-runs";
import { Random } from "#core/random";
import { quietTf } from "#record/quiet";
import { recordedEngine } from "#train/engines/recorded";
import type { TrainCase } from "./cases.ts";
import { stepInputs, stepUnderTest } from "./step-under-test.ts";

export interface ProfileOptions {
  readonly steps: number;
  readonly warmup: number;
  readonly threads: number;
}

export const profileDefaults: ProfileOptions = { steps: 30, warmup: 10, threads: 2 };

/** Runs the step of a case under the profiler. */
export async function profileStep(
  trainCase: TrainCase,
  given: Partial<ProfileOptions> = {},
): Promise<Profile> {
  const { steps, warmup, threads } = { ...profileDefaults, ...given };
  quietTf();
  const events = await traceRuns(async (createSession) => {
    const engine = recordedEngine(createSession, { threads });
    const step = await engine.compileStep(stepUnderTest(trainCase), new Random(1));
    const inputs = stepInputs(trainCase);
    for (let i = 0; i < warmup + steps; i++) await step.run(inputs, 1e-3);
    await step.release();
  });
  return summarizeTrace(events, warmup);
}

/** The profile as text: operator types, then the costliest nodes. */
export function profileTable({ run, nodes, byOperator, byNode }: Profile, top = 40): string {
  const line = ({ name, milliseconds, calls, form }: ProfileEntry) => {
    const share = `${((100 * milliseconds) / nodes).toFixed(1)} %`.padStart(7);
    return `${milliseconds.toFixed(3).padStart(9)} ${share} ${String(calls).padStart(5)}×  ${name}${form ? `  ${form}` : ""}`;
  };
  return [
    `run ${run.toFixed(2)} ms, nodes ${nodes.toFixed(2)} ms per step (with the profiler's own cost)`,
    "",
    ...byOperator.map(line),
    "",
    ...byNode.slice(0, top).map(line),
    "",
  ].join("\n");
}
