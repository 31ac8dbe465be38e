/** @file Removal of one frequency. */
import { UserError } from "#core/errors";
import type { Section } from "./row-filter.ts";

/**
 * A second-order notch at `frequency` (Hz) whose −3 dB width is frequency / quality. Throws a {@link UserError} for a
 * frequency outside 0 … Nyquist.
 * Source: Orfanidis 1996, Introduction to Signal Processing, §11.3; as SciPy's `signal.iirnotch`.
 */
export function notch(frequency: number, quality: number, sampleRate: number): readonly Section[] {
  if (!(frequency > 0 && frequency < sampleRate / 2 && quality > 0))
    throw new UserError(
      `notch: expected a frequency between 0 and ${sampleRate / 2} Hz and a quality above 0, received ${frequency} and ${quality}`,
      "leave the notch out where the sample rate cannot hold its frequency",
    );
  const angle = (2 * Math.PI * frequency) / sampleRate;
  const gain = 1 / (1 + Math.tan(angle / quality / 2));
  const b1 = -2 * gain * Math.cos(angle);
  return [{ b0: gain, b1, b2: gain, a1: b1, a2: 2 * gain - 1 }];
}
