/** @file A step in a new worker, from the page's side. */
import type { JobAnswer } from "#benchmarks/harness/job-answer";
import type { StepNews, StepTask } from "./step-worker.ts";

/** ms without a sign of life, after which nothing is expected any more. */
const patience = 300_000;

/** Rejects where the worker does not load, as without a connection, or falls silent. */
export function runInWorker(
  task: StepTask,
  onRound: (done: number, total: number) => void,
): Promise<JobAnswer> {
  const worker = new Worker(new URL("./step-worker.js", import.meta.url), { type: "module" });
  let timer: ReturnType<typeof setTimeout>;
  const answered = new Promise<JobAnswer>((resolve, reject) => {
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => reject(new Error("no sign of life for 5 minutes")), patience);
    };
    wait();
    worker.addEventListener("error", ({ message }) => reject(new Error(message ?? "not loaded")));
    worker.addEventListener("message", ({ data }: MessageEvent<StepNews>) => {
      wait();
      if ("answer" in data) resolve(data.answer);
      else onRound(data.done, data.total);
    });
    worker.postMessage(task);
  });
  return answered.finally(() => {
    clearTimeout(timer);
    worker.terminate();
  });
}
