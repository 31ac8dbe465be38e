/** @file A few seconds of a signal as lines: SVG small enough to be drawn hundreds of times on a page. */
import type { Signal } from "#core/signal";
import { escapeHtml, type Html, raw } from "#report/html";

/** Inner units; the page stretches it to the room there is. */
const [width, height] = [300, 60];

/** A line: one channel of one signal. */
export interface Trace {
  readonly signal: Signal;
  readonly channel: number;
  /** Taken off every value; 0 keeps them as they are. */
  readonly offset: number;
  /** Of the style sheet: "x", "y", "z", "before". */
  readonly look: string;
  /** Lines one above the other: place from the top, of so many. Default: all share the frame. */
  readonly lane?: readonly [place: number, count: number];
}

export interface TraceFrame {
  /** Values at the lower and the upper edge; beyond, lines are cut. */
  readonly domain: readonly [number, number];
  /** s from the left edge to the right. */
  readonly seconds: number;
  /** What a person who cannot see it gets to know. */
  readonly words: string;
}

/** All lines in one frame, a faint mark at every second. */
export function drawTraces(traces: readonly Trace[], frame: TraceFrame): Html {
  const { seconds, words } = frame;
  const marks = Array.from({ length: Math.ceil(seconds) - 1 }, (_, i) => {
    const x = round(((i + 1) / seconds) * width);
    return `M${x} 0V${height}`;
  }).join("");
  const lines = traces.map((trace) => `<path class="${trace.look}" d="${pathOf(trace, frame)}"/>`);
  return raw(
    `<svg role="img" aria-label="${escapeHtml(words)}" class="trace" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none"><path class="mark" d="${marks}"/>${lines.join("")}</svg>`,
  );
}

/** Lifts the pen over missing values; of many values per unit, the extremes are kept. */
function pathOf(
  { signal, channel, offset, lane: [lane, lanes] = [0, 1] }: Trace,
  { domain, seconds }: TraceFrame,
): string {
  const { data, channels, sampleRate } = signal;
  const steps = data.length / channels.length;
  const [low, high] = domain;
  const place = (t: number): readonly [number, number] | undefined => {
    const value = data[t * channels.length + channel]! - offset;
    if (!Number.isFinite(value)) return undefined;
    const share = (Math.min(high, Math.max(low, value)) - low) / (high - low);
    return [(t / sampleRate / seconds) * width, (height * (lane + 1 - share)) / lanes];
  };
  let [path, pen] = ["", "M"];
  for (const t of keptSteps(steps, (step) => data[step * channels.length + channel]!)) {
    const point = place(t);
    if (point) path += `${pen}${round(point[0])} ${round(point[1])}`;
    pen = point ? "L" : "M";
  }
  return path;
}

/** All steps of a short signal; of a long one the least and the greatest of each of `width` / 2 parts, a missing one where all are. */
function keptSteps(steps: number, value: (step: number) => number): number[] {
  const parts = width / 2;
  if (steps <= 2 * parts) return Array.from({ length: steps }, (_, t) => t);
  return Array.from({ length: parts }, (_, i) => {
    const from = Math.floor((i * steps) / parts);
    const to = Math.floor(((i + 1) * steps) / parts);
    const measured = Array.from({ length: to - from }, (_, t) => from + t).filter((t) =>
      Number.isFinite(value(t)),
    );
    if (measured.length === 0) return [from];
    const least = measured.reduce((a, b) => (value(b) < value(a) ? b : a));
    const greatest = measured.reduce((a, b) => (value(b) > value(a) ? b : a));
    return [Math.min(least, greatest), Math.max(least, greatest)];
  }).flat();
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
