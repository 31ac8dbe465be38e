/** @file One step in a worker of its own: nothing is warm, nothing is left over, and the page can go on showing it. */
import { clockStep } from "#benchmarks/harness/clock-step";
import type { Job } from "#benchmarks/harness/job";
import { answerOf, type JobAnswer } from "#benchmarks/harness/job-answer";
import { measureInPage } from "#benchmarks/harness/measure-in-page";
import type { Setting } from "#benchmarks/harness/target";

export interface StepTask {
  readonly job: Job;
  readonly accelerator: Setting["accelerator"];
}

/** Signs of life, then the answer. */
export type StepNews =
  | { readonly done: number; readonly total: number }
  | { readonly answer: JobAnswer };

/** ms: a page that shows every round would disturb the next. */
const pause = 500;

addEventListener("message", async ({ data }: MessageEvent<StepTask>) => {
  let next = 0;
  const onRound = (done: number, total: number) => {
    if (performance.now() < next) return;
    next = performance.now() + pause;
    postMessage({ done, total } satisfies StepNews);
  };
  const step = clockStep(() => performance.now());
  const answer = await answerOf(() =>
    measureInPage(data.job, data.accelerator, { clockStep: step, onRound }),
  );
  postMessage({ answer } satisfies StepNews);
});
