/** @file Butterworth filters as second-order sections. */
import { UserError } from "#core/errors";
import type { Section } from "./row-filter.ts";

export interface ButterworthOptions {
  /** Order of the low-pass prototype; a band-pass has twice as many poles. */
  readonly order: number;
  /** Hz; what lies below passes less and less. At least one of the two. */
  readonly from?: number;
  /** Hz; what lies above passes less and less. */
  readonly to?: number;
}

/** A complex number. */
type Complex = readonly [re: number, im: number];

/**
 * Maximally flat low-pass (`to`), high-pass (`from`) or band-pass (both) filter; 3 dB down at its edges. Throws a
 * {@link UserError} for edges outside 0 … Nyquist.
 * Source: Butterworth 1930; analog prototype, pre-warped edges, bilinear transform as in SciPy's `signal.butter`.
 */
export function butterworth(options: ButterworthOptions, sampleRate: number): readonly Section[] {
  checkEdges(options, sampleRate);
  const { order, from, to } = options;
  const warp = (hertz: number) => Math.tan((Math.PI * hertz) / sampleRate);
  const prototype = Array.from({ length: Math.ceil(order / 2) }, (_, k) => {
    const angle = (Math.PI * (2 * k + 1 + order)) / (2 * order); // upper half-plane, real axis last
    return [Math.cos(angle), k === (order - 1) / 2 ? 0 : Math.sin(angle)] as const;
  });
  if (from === undefined)
    return prototype.map((pole) => section(bilinear(scaled(pole, warp(to!))), [-1, -1], 0));
  if (to === undefined)
    return prototype.map((pole) =>
      section(bilinear(quotient([warp(from), 0], pole)), [1, 1], Math.PI),
    );
  const [low, high] = [warp(from), warp(to)];
  const center = 2 * Math.atan(Math.sqrt(low * high));
  return prototype
    .flatMap((pole) => bandPoles(pole, low, high))
    .map((poles) => section(poles, [1, -1], center));
}

/** One pole or a conjugate pair (the upper one), or two real poles, in the z-plane. */
type Poles = readonly [Complex] | readonly [Complex, Complex];

/** b and a from poles and zeros, scaled to pass the frequency `unity` (radians a sample) unchanged. */
function section(poles: Poles, zeros: readonly [number, number], unity: number): Section {
  const [[re, im], second] = poles;
  const single = second === undefined && im === 0;
  const a: Complex = single
    ? [-re, 0]
    : second
      ? [-(re + second[0]), re * second[0]]
      : [-2 * re, re * re + im * im];
  const b: readonly [number, number, number] = single
    ? [1, -zeros[0], 0]
    : [1, -(zeros[0] + zeros[1]), zeros[0] * zeros[1]];
  const gain = magnitude([1, ...a], unity) / magnitude(b, unity);
  return { b0: gain * b[0], b1: gain * b[1], b2: gain * b[2], a1: a[0], a2: a[1] };
}

/** |c₀ + c₁ z⁻¹ + c₂ z⁻²| at z = e^(i·angle). */
function magnitude(c: readonly [number, number, number], angle: number): number {
  const re = c[0] + c[1] * Math.cos(angle) + c[2] * Math.cos(2 * angle);
  const im = c[1] * Math.sin(angle) + c[2] * Math.sin(2 * angle);
  return Math.hypot(re, im);
}

function bilinear(pole: Complex): readonly [Complex] {
  return [quotient([1 + pole[0], pole[1]], [1 - pole[0], -pole[1]])];
}

/** s → (s² + low · high) / (s (high − low)): each pole becomes two; one of every conjugate pair is enough. */
function bandPoles(pole: Complex, low: number, high: number): readonly Poles[] {
  const half = scaled(pole, (high - low) / 2);
  const root = squareRoot([half[0] ** 2 - half[1] ** 2 - low * high, 2 * half[0] * half[1]]);
  const sum = bilinear([half[0] + root[0], half[1] + root[1]]);
  const difference = bilinear([half[0] - root[0], half[1] - root[1]]);
  if (pole[1] !== 0) return [sum, difference];
  return root[1] === 0 ? [[sum[0], difference[0]]] : [sum]; // two real poles, or a conjugate pair
}

function scaled([re, im]: Complex, factor: number): Complex {
  return [re * factor, im * factor];
}

function quotient([a, b]: Complex, [c, d]: Complex): Complex {
  const norm = c * c + d * d;
  return [(a * c + b * d) / norm, (b * c - a * d) / norm];
}

function squareRoot([re, im]: Complex): Complex {
  const size = Math.hypot(re, im);
  return [Math.sqrt((size + re) / 2), Math.sign(im || 1) * Math.sqrt((size - re) / 2)];
}

function checkEdges({ order, from, to }: ButterworthOptions, sampleRate: number): void {
  const nyquist = sampleRate / 2;
  const edges = [from, to].filter((edge) => edge !== undefined);
  if (!Number.isInteger(order) || order < 1 || order > 16)
    throw new UserError(`filter: the order must be a whole number from 1 to 16, received ${order}`);
  if (edges.length > 0 && edges.every((edge) => edge > 0 && edge < nyquist) && !(from! >= to!))
    return;
  throw new UserError(
    `filter: expected 0 < from < to < ${nyquist} Hz (half of ${sampleRate} Hz), received ${edges.join(" and ") || "no edge"}`,
    "choose edges that this sample rate can hold",
  );
}
