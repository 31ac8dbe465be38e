/** @file Time courses of sources in the brain, the eyes and the muscles; all of variance 1 unless said otherwise. */
import type { Random } from "#core/random";

/** Noise whose power falls like 1/f between about 0.3 Hz and a third of the rate: low-pass noises two octaves apart. */
export function pinkNoise(steps: number, sampleRate: number, random: Random): Float32Array {
  const noise = new Float32Array(steps);
  const cutoffs: number[] = [];
  for (let cutoff = 0.3; cutoff < sampleRate / 3; cutoff *= 4) cutoffs.push(cutoff);
  for (const cutoff of cutoffs) {
    const keep = Math.exp((-2 * Math.PI * cutoff) / sampleRate);
    const drive = Math.sqrt((1 - keep * keep) / cutoffs.length);
    const white = random.normals(steps);
    let value = random.normal() / Math.sqrt(cutoffs.length);
    for (let t = 0; t < steps; t++) {
      noise[t]! += value;
      value = keep * value + drive * white[t]!;
    }
  }
  return noise;
}

/** A rhythm: noise through a resonator of this frequency and half-power width (Hz), so that its size waxes and wanes. */
export function rhythm(
  steps: number,
  sampleRate: number,
  { frequency, width }: { readonly frequency: number; readonly width: number },
  random: Random,
): Float32Array {
  const radius = Math.exp((-Math.PI * width) / sampleRate);
  const a1 = 2 * radius * Math.cos((2 * Math.PI * frequency) / sampleRate);
  const a2 = -radius * radius;
  const drive = Math.sqrt(((1 + a2) * ((1 - a2) ** 2 - a1 * a1)) / (1 - a2)); // variance of an AR(2) process
  const wave = new Float32Array(steps);
  const settle = Math.round((3 * sampleRate) / width);
  const white = random.normals(steps + settle);
  let [before, last] = [0, 0];
  for (let t = 0; t < steps + settle; t++) {
    const value = a1 * last + a2 * before + drive * white[t]!;
    if (t >= settle) wave[t - settle] = value;
    [before, last] = [last, value];
  }
  return wave;
}

/** White noise without what is slower than a few samples: muscle activity. */
export function roughNoise(steps: number, random: Random): Float32Array {
  const white = random.normals(steps + 1);
  return Float32Array.from({ length: steps }, (_, t) => (white[t + 1]! - white[t]!) / Math.SQRT2);
}

/** 0 outside of `onset` … `onset + length`, 1 inside, with raised-cosine flanks of `rise`; all in s. */
export function plateau(time: number, onset: number, length: number, rise: number): number {
  const inside = Math.min(time - onset, onset + length - time);
  if (inside <= 0) return 0;
  return inside >= rise ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * inside) / rise);
}

/** Moments (s) of a Poisson process of so many per minute. */
export function moments(seconds: number, perMinute: number, random: Random): readonly number[] {
  const found: number[] = [];
  const wait = () => (-Math.log(1 - random.uniform()) * 60) / perMinute;
  for (let time = wait(); time < seconds; time += wait()) found.push(time);
  return found;
}
