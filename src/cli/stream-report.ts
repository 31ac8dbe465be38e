/** @file What a stream tells, for a terminal. */
import { counted } from "#core/counted";
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
    onGap: (gap) => write(json ? gapJson(gap) : gapLine(gap)),
  };
}

function answerLine({ end, label, confidence, latency }: WindowAnswer): string {
  const time = `${end.toFixed(2)} s`.padStart(11);
  return `${time}  ${label.padEnd(20)}  ${percent(confidence, 0).padStart(5)}  ${duration(latency)}`;
}

function answerJson(answer: WindowAnswer): string {
  const { start, end, probabilities, smoothed, logits, latency, ...rest } = answer;
  const arrays = { probabilities, smoothed, logits };
  const listed = Object.entries(arrays).map(([name, values]) => [name, [...values]]);
  const times = { start: toMicrosecond(start), end: toMicrosecond(end) };
  const lasted = { latency: Number(latency.toFixed(1)) };
  return JSON.stringify({ ...times, ...rest, ...lasted, ...Object.fromEntries(listed) });
}

function gapJson({ from, to, reason }: StreamGap): string {
  return JSON.stringify({ gap: { from: toMicrosecond(from), to: toMicrosecond(to), reason } });
}

/** 0.30000000000000004 s, a sum of hops, is 0.3 s. */
function toMicrosecond(time: number): number {
  return Number(time.toFixed(6));
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
  return `${rows} samples${repeated}, ${windows} windows, ${counted(gaps, "gap")}${times}`;
}
