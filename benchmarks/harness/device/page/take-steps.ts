/** @file Step after step: each answered once, whatever comes between. */
import type { PagePlan, PageStep } from "#benchmarks/harness/device/plan-files";
import type { JobSubject } from "#benchmarks/harness/job";
import type { JobAnswer } from "#benchmarks/harness/job-answer";
import { messageOf } from "#core/errors";
import { oneLine } from "./device-facts.ts";
import type { StepTask } from "./step-worker.ts";

export interface StepsOptions {
  readonly plan: PagePlan;
  /** Numbers of the steps that are still to be taken. */
  readonly due: readonly number[];
  readonly loadSubjects: (address: string) => Promise<readonly JobSubject[]>;
  /** Rejects where the step could not even begin, or fell silent. */
  readonly run: (task: StepTask, onRound: (share: number) => void) => Promise<JobAnswer>;
  readonly isReachable: () => Promise<boolean>;
  /** Whether the page has been out of sight since the last call: what was measured then is worth nothing. */
  readonly wasHidden: () => boolean;
  /** Until the page can be seen. */
  readonly seen: () => Promise<void>;
  readonly sleep: (seconds: number) => Promise<void>;
  /** `share`: of the step that is done. */
  readonly onProgress: (step: number, share: number) => void;
  readonly onTrouble: (trouble: "hidden" | "unreachable") => void;
  readonly onAnswer: (step: number, answer: JobAnswer, seconds: number) => void;
}

/** A step that breaks so often while everything can be fetched is answered with the error. */
const tries = 3;

export async function takeSteps(options: StepsOptions): Promise<void> {
  for (const step of options.due) {
    const start = performance.now();
    const answer = await answerTo(step, options);
    options.onAnswer(step, answer, (performance.now() - start) / 1000);
  }
}

async function answerTo(step: number, options: StepsOptions): Promise<JobAnswer> {
  const { plan, run, isReachable, sleep, onProgress, onTrouble } = options;
  for (let broken = 0; ; ) {
    await options.seen();
    options.wasHidden();
    onProgress(step, 0);
    try {
      const task = await taskOf(plan.steps[step]!, options.loadSubjects);
      const answer = await run(task, (share) => onProgress(step, share));
      if (!options.wasHidden()) return inOneLine(answer);
      onTrouble("hidden");
    } catch (error) {
      if (!(await isReachable())) onTrouble("unreachable");
      else if (++broken >= tries) return inOneLine({ error: messageOf(error), ofUser: false });
      await sleep(2);
    }
  }
}

async function taskOf(
  { setting, schedule, subjects }: PageStep,
  loadSubjects: StepsOptions["loadSubjects"],
): Promise<StepTask> {
  const job = { ...schedule, subjects: await loadSubjects(subjects) };
  return { job, accelerator: setting.accelerator };
}

function inOneLine(answer: JobAnswer): JobAnswer {
  if ("measured" in answer) return answer;
  return { ...answer, error: oneLine(answer.error, 500) || "no reason told" };
}
