/** @file Exponential moving standardisation of one channel. */
import { UserError } from "#core/errors";
import { movingStandard } from "./moving-standard.ts";

export interface ExponentialOptions {
  readonly factor: number;
  readonly initial: number;
  readonly floor: number;
}

/**
 * With f the factor and all sums over the past, newest weighted most: m[t] = Σ (1−f)^i x[t−i] / Σ (1−f)^i;
 * v[t] the same of (x[t] − m[t])²; out[t] = (x[t] − m[t]) / max(√v[t], floor). The first `initial` values are
 * standardised together. Throws a {@link UserError} for a factor outside 0 … 1.
 * Source: as braindecode's `exponential_moving_standardize`.
 */
export function exponentialStandardise(
  column: Float64Array,
  { factor, initial, floor }: ExponentialOptions,
): Float64Array {
  checkFactor(factor);
  const out = column.map(movingStandard({ factor, floor }));
  const start = column.subarray(0, initial);
  if (start.length > 0) out.set(standardised(start, floor));
  return out;
}

/** Throws a {@link UserError} for a factor outside 0 … 1. */
export function checkFactor(factor: number): void {
  if (factor > 0 && factor < 1) return;
  throw new UserError(
    `exponential-standardise: the factor must lie between 0 and 1, received ${factor}`,
  );
}

function standardised(values: Float64Array, floor: number): Float64Array {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return values.map((x) => (x - mean) / Math.max(Math.sqrt(variance), floor));
}
