/** @file Progress on stderr: a bar where a person watches, a line now and then where a log is written. */
import { Presets, SingleBar } from "cli-progress";
import type { OnProgress, ProgressEvent } from "#core/progress";
import { elapsed, threeDigits } from "#report/format";
import type { Terminal } from "./terminal.ts";

export interface Progress {
  readonly onProgress: OnProgress;
  /** Leave the last state on the screen. */
  stop(): void;
}

/** Seconds between two lines of one task in a log. */
const pause = 5;

/** `together`: tasks run side by side, where bars would chase each other. */
export function createProgress(terminal: Terminal, together = false): Progress {
  return terminal.stderr.isTTY && !together ? bars(terminal) : lines(terminal);
}

/** One bar per task; finished ones stay. */
function bars({ stderr, clock }: Terminal): Progress {
  let bar: SingleBar | undefined;
  let current: string | undefined;
  const since = taskClock(clock);
  const stop = () => bar?.stop();
  const onProgress = (event: ProgressEvent) => {
    const { seconds } = since(event);
    if (event.task !== current) {
      stop();
      bar = new SingleBar(
        { ...look, stream: stderr as NodeJS.WriteStream },
        Presets.shades_classic,
      );
      bar.start(event.total, 0, { task: event.task.padEnd(18), figures: "", rest: "" });
    }
    current = event.task;
    bar?.setTotal(event.total);
    bar?.update(event.done, { figures: figuresText(event), rest: restText(event, seconds) });
  };
  return { onProgress, stop };
}

const look = {
  format: "{task} {bar} {value}/{total} {figures}{rest}",
  barsize: 24,
  hideCursor: true,
  linewrap: false,
} as const;

function lines({ stderr, clock }: Terminal): Progress {
  const since = taskClock(clock);
  const next = new Map<string, number>();
  const onProgress = (event: ProgressEvent) => {
    const { task, done, total } = event;
    const { isNew, seconds } = since(event);
    if (!isNew && seconds < (next.get(task) ?? 0) && done < total) return;
    next.set(task, seconds + pause);
    const parts = [task, `${done}/${total}`, figuresText(event)].filter(Boolean);
    stderr.write(`${parts.join(" ")}${restText(event, seconds)}\n`);
  };
  return { onProgress, stop: () => undefined };
}

/** Seconds since a task began, which is when the last report before its first came; several may run side by side. */
function taskClock(clock: () => Date) {
  const starts = new Map<string, number>();
  let last = clock().getTime();
  return ({ task, done, total }: ProgressEvent) => {
    const isNew = !starts.has(task);
    const start = starts.get(task) ?? last;
    last = clock().getTime();
    if (done < total) starts.set(task, start);
    else starts.delete(task);
    return { isNew, seconds: (last - start) / 1000 };
  };
}

/** "loss 0.213 accuracy 91.2 %". */
export function figuresText({ figures = {} }: ProgressEvent): string {
  return Object.entries(figures)
    .filter(([, value]) => Number.isFinite(value))
    .map(([name, value]) => `${name} ${figureText(name, value)}`)
    .join(" ");
}

function figureText(name: string, value: number): string {
  return /accuracy/i.test(name) ? `${(100 * value).toFixed(1)} %` : threeDigits(value);
}

/** What is left, by the pace so far; in the end, what it took. */
export function restText({ done, total }: ProgressEvent, seconds: number): string {
  if (done >= total) return ` (${elapsed(seconds)})`;
  return done > 0 ? ` (${elapsed((seconds / done) * (total - done))} left)` : "";
}
