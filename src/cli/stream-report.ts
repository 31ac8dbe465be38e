/** @file What a stream tells, for a terminal. */
import { duration, percent } from "#report/format";
import type { StreamFigures, WindowAnswer } from "#stream/activity-stream";
import type { StreamGap } from "#stream/window-stream";
import type { Told } from "./stream-samples.ts";

interface Wishes {
  readonly every?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Writes a line for every change of activity, or every window, and for every gap. */
export function tellers(write: (line: string) => void, { every, json }: Wishes): Told {
  const answered = (answer: WindowAnswer) => write(json ? answerJson(answer) : answerLine(answer));
  return {
    [every ? "onWindow" : "onActivity"]: answered,
    onGap: (gap) => write(json ? JSON.stringify({ gap }) : gapLine(gap)),
  };
}

function answerLine({ end, label, confidence, latency }: WindowAnswer): string {
  const time = `${end.toFixed(2)} s`.padStart(11);
  return `${time}  ${label.padEnd(20)}  ${percent(confidence, 0).padStart(5)}  ${duration(latency)}`;
}

function answerJson(answer: WindowAnswer): string {
  const { probabilities, smoothed, logits, ...rest } = answer;
  const arrays = { probabilities, smoothed, logits };
  const listed = Object.entries(arrays).map(([name, values]) => [name, [...values]]);
  return JSON.stringify({ ...rest, ...Object.fromEntries(listed) });
}

const reasons = {
  silence: "no sample came",
  missing: "values are missing",
  clock: "the clock went back",
} as const;

function gapLine({ from, to, reason }: StreamGap): string {
  return `${`${to.toFixed(2)} s`.padStart(11)}  begins anew: ${reasons[reason]} since ${from.toFixed(2)} s`;
}

export function figuresLine(figures: StreamFigures): string {
  const { rows, windows, gaps, late, rowLatency, windowLatency } = figures;
  const times = windowLatency
    ? `; ${duration(rowLatency)} a sample, ${duration(windowLatency.median)} a window (95 %: ${duration(windowLatency.p95)})`
    : "";
  const repeated = late > 0 ? `, ${late} with a time that was there already` : "";
  return `${rows} samples${repeated}, ${windows} windows, ${gaps} ${gaps === 1 ? "gap" : "gaps"}${times}`;
}
