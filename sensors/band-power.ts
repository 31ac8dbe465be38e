/** @file What a spectrum says in few numbers: power by band, and the frequency that dominates. */
import { UserError } from "#core/errors";
import type { Spectrum } from "./spectrum.ts";

/** Hz. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

/** The bands of the EEG; over the motor cortex the α band is called µ. */
export const eegBands: Readonly<Record<"delta" | "theta" | "alpha" | "beta" | "gamma", Band>> = {
  delta: { from: 0.5, to: 4 },
  theta: { from: 4, to: 8 },
  alpha: { from: 8, to: 13 },
  beta: { from: 13, to: 30 },
  gamma: { from: 30, to: 45 },
};

/**
 * Power in a band, in unit²: the area under the density from its first to its last frequency in the band, by trapezoids.
 * `[channel]`. Throws a {@link UserError} where the spectrum has fewer than two frequencies there.
 */
export function bandPower(spectrum: Spectrum, band: Band): Float64Array {
  const { frequencies, channels, power } = spectrum;
  const bins = binsIn(spectrum, band);
  const width = channels.length;
  const total = new Float64Array(width);
  for (let i = 1; i < bins.length; i++) {
    const [a, b] = [bins[i - 1]!, bins[i]!];
    const step = (frequencies[b]! - frequencies[a]!) / 2;
    for (let c = 0; c < width; c++)
      total[c]! += step * (power[a * width + c]! + power[b * width + c]!);
  }
  return total;
}

/** Hz; where the density is highest, by channel. Without a band: anywhere above 0 Hz. */
export function dominantFrequency(
  spectrum: Spectrum,
  band: Band = { from: Number.MIN_VALUE, to: Number.POSITIVE_INFINITY },
): Float64Array {
  const { frequencies, channels, power } = spectrum;
  const bins = binsIn(spectrum, band);
  return Float64Array.from(channels, (_, c) => {
    const at = (bin: number) => power[bin * channels.length + c]!;
    return frequencies[bins.reduce((best, bin) => (at(bin) > at(best) ? bin : best))]!;
  });
}

function binsIn({ frequencies }: Spectrum, { from, to }: Band): readonly number[] {
  const bins = [...frequencies.keys()].filter(
    (k) => frequencies[k]! >= from && frequencies[k]! <= to,
  );
  if (bins.length >= 2) return bins;
  throw new UserError(
    `band ${from} to ${to} Hz: the spectrum has ${bins.length} frequencies there (0 to ${frequencies.at(-1)} Hz, ${frequencies[1]} Hz apart)`,
    "use longer segments or a wider band",
  );
}
