/** @file Where a model spends its time, on the cpu. */
import type { Candidate } from "#benchmarks/candidate";
import type { HostTensors } from "#runtime/session";
import { type Profile, summarizeTrace, type TraceEvent } from "./summarize-trace.ts";
import { traceRuns } from "./trace-runs.ts";

const [runs, warmup] = [100, 20];

/** Means over the quieter half of a hundred runs on one thread, the profiler's own cost included. */
export async function profileModel(
  { name, bytes }: Candidate,
  feeds: readonly HostTensors[],
): Promise<Profile> {
  const events = await traceRuns(async (createSession) => {
    const session = await createSession(bytes, { name });
    for (let i = 0; i < warmup + runs; i++) await session.run(feeds[i % feeds.length]!);
    await session.release();
  });
  return summarizeTrace(quietHalf(events), 0);
}

/** Runs without the warm-up and without those that something else held up, and what happened in them. */
export function quietHalf(events: readonly TraceEvent[], skipped = warmup): TraceEvent[] {
  const all = events.filter(({ name }) => name === "model_run").sort((a, b) => a.ts - b.ts);
  const timed = all.slice(skipped).sort((a, b) => a.dur - b.dur);
  const kept = timed.slice(0, Math.ceil(timed.length / 2));
  return events.filter(({ ts }) => kept.some((run) => ts >= run.ts && ts <= run.ts + run.dur));
}
