import type { Signal } from "#core/signal";
import { butterworth } from "#sensors/butterworth";
import { filterSignal } from "#sensors/filter";
import { type FilterOptions, isForward, trainForward } from "./filter-options.ts";
import { defineStep, type ProcessingStep } from "./step.ts";

export interface GravityOptions extends FilterOptions {
  /** Hz; slower is gravity, faster is the body. */
  readonly cutoff: number;
  /** Which part the signal becomes; `both`: channels `body.x` … and `gravity.x` …. */
  readonly keep: "body" | "gravity" | "both";
}

/** Acceleration, split into gravity (a low-pass filter) and what the body does (the rest): their sum is the signal. */
export const gravity: ProcessingStep<GravityOptions> = defineStep<GravityOptions>({
  name: "gravity",
  source: "Anguita et al. 2013, ESANN (UCI HAR: third-order Butterworth filter, 0.3 Hz)",
  summary: "acceleration split into gravity and body",
  options: { cutoff: 0.3, order: 3, form: "forward", keep: "both" },
  causal: isForward,
  apply(signal, { cutoff, order, form, keep }) {
    const slow = filterSignal(signal, butterworth({ order, to: cutoff }, signal.sampleRate), form);
    if (keep === "gravity") return slow;
    const fast = { ...signal, data: signal.data.map((x, i) => x - slow.data[i]!) };
    return keep === "body" ? fast : sideBySide([fast, slow]);
  },
  live({ channels, unit, sampleRate }, { cutoff, order, keep }) {
    const sections = butterworth({ order, to: cutoff }, sampleRate);
    return {
      ...{ channels: keep === "both" ? namesOf(channels) : channels, unit },
      operation: { kind: "gravity", sections, keep },
    };
  },
  instead: trainForward,
});

/** Signals of one shape as one. */
function sideBySide(signals: readonly Signal[]): Signal {
  const width = signals[0]!.channels.length;
  const data = new Float32Array(signals.length * signals[0]!.data.length);
  signals.forEach((signal, part) => {
    for (let i = 0; i < signal.data.length; i++) {
      const row = Math.floor(i / width);
      data[(row * signals.length + part) * width + (i % width)] = signal.data[i]!;
    }
  });
  return { ...signals[0]!, data, channels: namesOf(signals[0]!.channels) };
}

/** Channels named by part. */
function namesOf(channels: readonly string[]): string[] {
  return ["body", "gravity"].flatMap((part) => channels.map((channel) => `${part}.${channel}`));
}
