/** @file A job in a page: fetched, run, answered. Imports nothing of Node. */
import type { Job } from "#benchmarks/harness/job";
import { answerOf, type JobAnswer } from "#benchmarks/harness/job-answer";
import { measureInPage } from "#benchmarks/harness/measure-in-page";
import type { Setting } from "#benchmarks/harness/target";
import { unpack } from "#core/pack";

export { whyNoWebGpu } from "#benchmarks/harness/why-no-webgpu";

/** Fetches what `pack` made of a job, and runs it in this page. */
export function runPageJob(
  address: string,
  accelerator: Setting["accelerator"],
): Promise<JobAnswer> {
  return answerOf(async () => {
    const job = unpack<Job>(await (await fetch(address)).text(), address);
    return await measureInPage(job, accelerator);
  });
}
