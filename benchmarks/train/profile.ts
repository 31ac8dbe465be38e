/** @file Where a recorded step spends its time, by operator type and by node, as onnxruntime's own profiler sees it. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { Random } from "#core/random";
import { quietTf } from "#record/quiet";
import { loadOrtSession } from "#runtime/ort-session";
import { recordedEngine } from "#train/engines/recorded";
import type { TrainCase } from "./cases.ts";
import { stepInputs, stepUnderTest } from "./step-under-test.ts";

export interface ProfileOptions {
  readonly steps: number;
  readonly warmup: number;
  readonly threads: number;
}

export const profileDefaults: ProfileOptions = { steps: 30, warmup: 10, threads: 2 };

/** What an operator type, or one node, costs per step. */
export interface ProfileEntry {
  readonly name: string;
  /** Milliseconds per step. */
  readonly milliseconds: number;
  /** Calls per step. */
  readonly calls: number;
  /** For a node: operator and shapes, `Gemm(64x45 45x16) → 64x16`. */
  readonly form?: string;
}

export interface StepProfile {
  /** Milliseconds of one `run` of the session, profiler included. */
  readonly run: number;
  /** Milliseconds of all nodes of one step. */
  readonly nodes: number;
  /** Costliest first. */
  readonly byOperator: readonly ProfileEntry[];
  readonly byNode: readonly ProfileEntry[];
}

/** Runs the step of a case under the profiler. */
export async function profileStep(
  trainCase: TrainCase,
  given: Partial<ProfileOptions> = {},
): Promise<StepProfile> {
  const { steps, warmup, threads } = { ...profileDefaults, ...given };
  quietTf();
  const folder = await mkdtemp(join(tmpdir(), "wristill-profile-"));
  let native: InferenceSession | undefined;
  const profiling = {
    async create(bytes: Uint8Array, options: InferenceSession.SessionOptions) {
      const profileFilePrefix = join(folder, "step");
      native = await InferenceSession.create(bytes, {
        ...options,
        ...{ enableProfiling: true, profileFilePrefix },
      });
      return native;
    },
  };
  const engine = recordedEngine(
    (bytes, options = {}) =>
      loadOrtSession({ InferenceSession: profiling, Tensor }, "onnxruntime-node", bytes, options),
    { threads },
  );
  try {
    const step = await engine.compileStep(stepUnderTest(trainCase), new Random(1));
    const inputs = stepInputs(trainCase);
    for (let i = 0; i < warmup + steps; i++) await step.run(inputs, 1e-3);
    native!.endProfiling();
    await step.release();
    const [file] = await readdir(folder);
    return summarize(JSON.parse(await readFile(join(folder, file!), "utf8")), warmup);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An event of the trace; times in µs. */
export interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: {
    readonly op_name?: string;
    readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
    readonly output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

/** Totals of a trace without its first `warmup` runs. */
export function summarize(events: readonly TraceEvent[], warmup: number): StepProfile {
  const runs = events.filter(({ name }) => name === "model_run").sort((a, b) => a.ts - b.ts);
  const kept = runs.slice(warmup);
  const start = kept[0]?.ts ?? Number.POSITIVE_INFINITY;
  const kernels = events.filter(
    ({ cat, name, ts }) => cat === "Node" && name.endsWith("_kernel_time") && ts >= start,
  );
  const total = (of: readonly TraceEvent[]) =>
    of.reduce((sum, { dur }) => sum + dur, 0) / 1000 / kept.length;
  return {
    run: total(kept),
    nodes: total(kernels),
    byOperator: grouped(kernels, kept.length, ({ args }) => args?.op_name ?? "?"),
    byNode: grouped(kernels, kept.length, ({ name }) => name.replace(/_kernel_time$/, ""), formOf),
  };
}

function grouped(
  events: readonly TraceEvent[],
  runs: number,
  key: (event: TraceEvent) => string,
  form?: (event: TraceEvent) => string,
): ProfileEntry[] {
  const groups = new Map<string, TraceEvent[]>();
  for (const event of events) {
    const group = groups.get(key(event));
    if (group) group.push(event);
    else groups.set(key(event), [event]);
  }
  return [...groups]
    .map(([name, group]) => ({
      name,
      milliseconds: group.reduce((sum, { dur }) => sum + dur, 0) / 1000 / runs,
      calls: group.length / runs,
      ...(form && { form: form(group[0]!) }),
    }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

function formOf({ args }: TraceEvent): string {
  const shapes = (list: readonly Readonly<Record<string, readonly number[]>>[] = []) =>
    list.map((typed) => Object.values(typed)[0]!.join("x") || "scalar").join(" ");
  return `${args?.op_name}(${shapes(args?.input_type_shape)}) → ${shapes(args?.output_type_shape)}`;
}

/** The profile as text: operator types, then the costliest nodes. */
export function profileTable({ run, nodes, byOperator, byNode }: StepProfile, top = 40): string {
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
