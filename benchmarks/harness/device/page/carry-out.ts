/** @file From the first step to the last part that is sent, on the screen. */
import type { PagePlan } from "#benchmarks/harness/device/plan-files";
import type { JobSubject } from "#benchmarks/harness/job";
import { unpack } from "#core/pack";
import type { Awake } from "./keep-awake.ts";
import type { Measurement } from "./measurement.ts";
import { Outbox } from "./outbox.ts";
import * as view from "./page-view.ts";
import { postPart } from "./post-part.ts";
import { runInWorker } from "./run-in-worker.ts";
import { takeSteps } from "./take-steps.ts";
import { timeLeft } from "./time-left.ts";
import type { Visibility } from "./visibility.ts";

export interface CarryOut {
  readonly plan: PagePlan;
  readonly awake: Awake;
  readonly visibility: Visibility;
}

const troubles = {
  hidden: "The page was out of sight; this step is measured again.",
  unreachable: "The computer cannot be reached; the next step waits for it.",
};

/** Goes on where the measurement stands. */
export async function carryOut(
  measurement: Measurement,
  { plan, awake, visibility }: CarryOut,
): Promise<void> {
  const outbox = outboxOf(measurement);
  const { all, due } = measurement;
  const left = timeLeft(plan.steps);
  if (due.length > 0) {
    view.show("running");
    awake.hold(true);
    await takeSteps({
      ...{ plan, due, loadSubjects: subjectLoader(), isReachable, sleep, ...visibility },
      run: (task, onShare) => runInWorker(task, (done, total) => onShare(done / total)),
      onProgress(step, share) {
        const done = all.indexOf(step) + share;
        const { label } = plan.steps[step]!;
        view.showProgress(label, done / all.length, left.of(measurement.due, share));
      },
      onTrouble: (trouble) => view.showTrouble(troubles[trouble]),
      onAnswer(step, answer, seconds) {
        view.showTrouble("");
        left.took(step, seconds);
        outbox.add(measurement.answer(step, answer));
        if (!measurement.kept)
          view.showTrouble("This browser's memory is full: leave the page open.");
      },
    });
    awake.hold(false);
  }
  view.showTimes(measurement.saved);
  view.show("done");
}

function outboxOf(measurement: Measurement): Outbox {
  const { outbox: parts, refused } = measurement.saved;
  const outbox = new Outbox(parts, {
    refused,
    ...{ deliver: (part) => postPart("parts.json", part), sleep },
    onGone: (part, refusals) => measurement.gone(part, refusals),
    onChange: (state) => view.showDelivery(state),
  });
  const wake = () => outbox.wake();
  addEventListener("online", wake);
  view.element("retry").addEventListener("click", wake);
  return outbox;
}

/** Fetched once: steps share subjects, and a lost connection must not stop what could go on. */
function subjectLoader(): (address: string) => Promise<readonly JobSubject[]> {
  const loaded = new Map<string, readonly JobSubject[]>();
  return async (address) => {
    const known = loaded.get(address);
    if (known) return known;
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: status ${response.status}`);
    const subjects = unpack<readonly JobSubject[]>(await response.text(), address);
    loaded.set(address, subjects);
    return subjects;
  };
}

function isReachable(): Promise<boolean> {
  return fetch("plan.json", { method: "HEAD" }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function sleep(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 1000 * seconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
