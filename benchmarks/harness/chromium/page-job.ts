/** @file A job in a page: fetched, run, answered. Imports nothing of Node. */
import type { Job } from "#benchmarks/harness/job";
import { answerOf, type JobAnswer } from "#benchmarks/harness/job-answer";
import { runJob } from "#benchmarks/harness/run-job";
import type { Measured, Setting } from "#benchmarks/harness/target";
import { watchHeap } from "#benchmarks/harness/wasm-heap";
import { unpack } from "#core/pack";
import { createOrtWebSession } from "#runtime/ort-web";
import { createOrtWebGpuSession } from "#runtime/ort-webgpu";

/** Fetches what `pack` made of a job, and runs it in this page. */
export function runPageJob(
  address: string,
  accelerator: Setting["accelerator"],
): Promise<JobAnswer> {
  return answerOf(() => measure(address, accelerator));
}

async function measure(address: string, accelerator: Setting["accelerator"]): Promise<Measured> {
  const heap = watchHeap();
  const job = unpack<Job>(await (await fetch(address)).text(), address);
  const createSession = accelerator === "webgpu" ? createOrtWebGpuSession : createOrtWebSession;
  const trace = await runJob(job, { createSession, clock: () => performance.now() });
  return { ...trace, memory: { peak: null, heap: heap() } };
}

/** Why this page has no WebGPU worth measuring; `undefined` where it has. */
export async function whyNoWebGpu(): Promise<string | undefined> {
  const { gpu } = navigator as { gpu?: Gpu };
  if (!gpu) return "this browser has none";
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) return "no adapter";
  return adapter.info?.isFallbackAdapter ? "only a software adapter" : undefined;
}

/** The part of WebGPU that is asked. */
interface Gpu {
  requestAdapter(): Promise<{ readonly info?: { readonly isFallbackAdapter?: boolean } } | null>;
}
