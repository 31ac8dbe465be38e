/** @file A bench host without processes: jobs run here, one after the other. */
import type { Job } from "#benchmarks/harness/job";
import { runJob } from "#benchmarks/harness/run-job";
import { type Host, plainSettings } from "#benchmarks/harness/target";
import { createOrtNodeSession } from "#runtime/ort-node";

export interface InProcessHost extends Host {
  /** What was run. */
  readonly jobs: readonly Job[];
}

export function inProcessHost(threads: readonly number[] = [1]): InProcessHost {
  const jobs: Job[] = [];
  return {
    jobs,
    settings: plainSettings(threads),
    warmup: 0,
    absent: [],
    async run(job) {
      jobs.push(job);
      const host = { createSession: createOrtNodeSession, clock: () => performance.now() };
      return { ...(await runJob(job, host)), memory: { peak: 1e8, heap: null } };
    },
    close: async () => undefined,
  };
}
