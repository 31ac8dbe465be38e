/** @file What onnxruntime's profiler wrote: where the time of a run goes, by operator type and by node. */

/** What an operator type, or one node, costs per run. */
export interface ProfileEntry {
  readonly name: string;
  /** Milliseconds per run. */
  readonly milliseconds: number;
  /** Calls per run. */
  readonly calls: number;
  /** For a node: operator and shapes, `Gemm(64x45 45x16) → 64x16`. */
  readonly form?: string;
}

export interface Profile {
  /** Milliseconds of one `run` of the session, profiler included. */
  readonly run: number;
  /** Milliseconds of all nodes of one run. */
  readonly nodes: number;
  /** Costliest first. */
  readonly byOperator: readonly ProfileEntry[];
  readonly byNode: readonly ProfileEntry[];
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
export function summarizeTrace(events: readonly TraceEvent[], warmup: number): Profile {
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
