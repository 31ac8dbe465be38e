/** @file A job in a page or a worker of its own. Imports nothing of Node. */
import { createOrtWebSession } from "#runtime/ort-web";
import { createOrtWebGpuSession } from "#runtime/ort-webgpu";
import type { Job } from "./job.ts";
import { type JobHost, runJob } from "./run-job.ts";
import type { Measured, Setting } from "./target.ts";
import { watchHeap } from "./wasm-heap.ts";

/** Call it once in a page: what runtimes leave behind stays. */
export async function measureInPage(
  job: Job,
  accelerator: Setting["accelerator"],
  more: Pick<JobHost, "clockStep" | "onRound"> = {},
): Promise<Measured> {
  const heap = watchHeap();
  const createSession = accelerator === "webgpu" ? createOrtWebGpuSession : createOrtWebSession;
  const trace = await runJob(job, { createSession, clock: () => performance.now(), ...more });
  return { ...trace, memory: { peak: null, heap: heap() } };
}
