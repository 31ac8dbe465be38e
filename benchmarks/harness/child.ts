/** @file A process that runs one job and ends: the entry that `child-host.ts` starts. */
import * as runtimes from "#benchmarks/runtimes/index";
import type { Runtime } from "#benchmarks/runtimes/runtime";
import { lookup } from "#core/registry";
import { peakMemory } from "#runtime/peak-memory";
import type { Job } from "./job.ts";
import { answerOf } from "./job-answer.ts";
import { runJob } from "./run-job.ts";
import type { Measured } from "./target.ts";
import { watchHeap } from "./wasm-heap.ts";

export interface ChildTask {
  readonly runtime: string;
  readonly job: Job;
}

process.once("message", async (task: ChildTask) => {
  process.send!(await answerOf(() => measure(task)), () => process.disconnect());
});

async function measure({ runtime, job }: ChildTask): Promise<Measured> {
  const heap = watchHeap();
  const { createSession } = lookup<Runtime>("runtime", runtimes, runtime);
  const trace = await runJob(job, { createSession, clock: () => performance.now() });
  return { ...trace, memory: { peak: peakMemory(), heap: heap() } };
}
