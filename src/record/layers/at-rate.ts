/** @file Lengths in samples, as a paper gives them for its sampling rate, at the rate of the windows at hand. */
import { UserError } from "#core/errors";
import type { InputShape } from "#core/network";

/** Scales lengths from `rate` (Hz) to the window's own; unscaled where either is not known (0 counts as that). */
export function atRate({ sampleRate }: InputShape, rate: number): (samples: number) => number {
  if (!(rate >= 0)) {
    throw new UserError(`expected a rate in Hz, got ${rate}`, "0 leaves lengths as they are");
  }
  const factor = rate > 0 ? (sampleRate ?? rate) / rate : 1;
  return (samples) => Math.max(1, Math.round(samples * factor));
}

/** Throws a {@link UserError} for windows below `steps`. */
export function requireSteps(
  network: string,
  { length, sampleRate }: InputShape,
  steps: number,
): void {
  if (length >= steps) return;
  const rate = sampleRate === undefined ? "" : ` at ${sampleRate} Hz`;
  throw new UserError(
    `${network}: expected windows of ${steps} steps or more${rate}, got ${length}`,
    "take longer windows, or shorter kernels and pools among its options",
  );
}
