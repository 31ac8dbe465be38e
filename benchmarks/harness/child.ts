/** @file A process that runs one job and ends: the entry that `child-host.ts` starts. */
import * as runtimes from "#benchmarks/runtimes/index";
import type { Runtime } from "#benchmarks/runtimes/runtime";
import { messageOf, UserError } from "#core/errors";
import { lookup } from "#core/registry";
import { peakMemory } from "#runtime/peak-memory";
import type { Job } from "./job.ts";
import { runJob } from "./run-job.ts";
import type { Measured } from "./target.ts";
import { watchHeap } from "./wasm-heap.ts";

export interface ChildTask {
  readonly runtime: string;
  readonly job: Job;
}

export type ChildAnswer =
  | { readonly measured: Measured }
  | { readonly error: string; readonly ofUser: boolean };

process.once("message", async ({ runtime, job }: ChildTask) => {
  process.send!(await answer(runtime, job), () => process.disconnect());
});

async function answer(runtime: string, job: Job): Promise<ChildAnswer> {
  const heap = watchHeap();
  try {
    const { createSession } = lookup<Runtime>("runtime", runtimes, runtime);
    const trace = await runJob(job, { createSession, clock: () => performance.now() });
    return { measured: { ...trace, memory: { peak: peakMemory(), heap: heap() } } };
  } catch (error) {
    return { error: messageOf(error), ofUser: error instanceof UserError };
  }
}
