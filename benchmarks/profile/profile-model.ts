/** @file Where a model spends its time, on the cpu. */
import type { Candidate } from "#benchmarks/candidate";
import type { HostTensors } from "#runtime/session";
import { type Profile, summarizeTrace } from "./summarize-trace.ts";
import { traceRuns } from "./trace-runs.ts";

const [runs, warmup] = [100, 20];

/** Means over a hundred runs on one thread, the profiler's own cost included. */
export async function profileModel(
  { name, bytes }: Candidate,
  feeds: readonly HostTensors[],
): Promise<Profile> {
  const events = await traceRuns(async (createSession) => {
    const session = await createSession(bytes, { name });
    for (let i = 0; i < warmup + runs; i++) await session.run(feeds[i % feeds.length]!);
    await session.release();
  });
  return summarizeTrace(events, warmup);
}
