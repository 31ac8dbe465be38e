/** @file What one pass keeps of one stream of samples: some thirty numbers and the last sixteen samples. */

/** Lags in steps, at which change is measured; octaves, so that each tells of a band of its own. */
export const lags = [1, 2, 4, 8, 16] as const;
export type Lag = (typeof lags)[number];

/** The lag of the differences whose changes of sign are counted: at 1 step noise would decide. */
export const turnLag = 4;

/** Parts of a window whose means are kept. */
export const parts = 4;

/** Sums over the samples of one stream of one window; a device feeds it as they come. */
export class StreamSummary {
  /** Samples of a window. */
  readonly length: number;
  /** Samples so far. */
  count = 0;
  minimum = Number.POSITIVE_INFINITY;
  maximum = Number.NEGATIVE_INFINITY;
  readonly #recent = new Float64Array(lags.at(-1)!);
  readonly #changes = new Float64Array(lags.length);
  readonly #partSums = new Float64Array(parts);
  #origin = 0;
  #sum = 0;
  #squares = 0;
  #rising = false;
  #turns = 0;

  constructor(length: number) {
    this.length = length;
  }

  push(sample: number): void {
    const t = this.count++;
    if (t === 0) this.#origin = sample;
    const centred = sample - this.#origin; // sums of gravity would swallow what moves
    this.#sum += centred;
    this.#squares += centred * centred;
    this.minimum = Math.min(this.minimum, sample);
    this.maximum = Math.max(this.maximum, sample);
    this.#partSums[Math.floor((parts * (t + 1) - 1) / this.length)]! += centred;
    this.#compare(sample, t);
    this.#recent[t % this.#recent.length] = sample;
  }

  #compare(sample: number, t: number): void {
    for (let i = 0; i < lags.length && lags[i]! <= t; i++) {
      const change = sample - this.#earlier(t - lags[i]!);
      this.#changes[i]! += change * change;
    }
    if (t < turnLag) return;
    const rising = sample > this.#earlier(t - turnLag);
    if (t > turnLag && rising !== this.#rising) this.#turns++;
    this.#rising = rising;
  }

  #earlier(t: number): number {
    return this.#recent[t % this.#recent.length]!;
  }

  get mean(): number {
    return this.#origin + this.#sum / this.count;
  }

  get variance(): number {
    const centre = this.#sum / this.count;
    return Math.max(0, this.#squares / this.count - centre * centre);
  }

  /** Mean of part `i` of the window: samples ⌊i·T/4⌋ to ⌊(i + 1)·T/4⌋. */
  partMean(i: number): number {
    const [from, to] = partOf(i, this.length);
    return this.#origin + this.#partSums[i]! / (to - from);
  }

  /** Mean of (x[t] − x[t − lag])². */
  change(lag: Lag): number {
    return this.#changes[lags.indexOf(lag)]! / (this.count - lag);
  }

  /** Share of the steps at which x[t] − x[t − 4] turns from positive to not, or back. */
  get turns(): number {
    return this.#turns / (this.count - turnLag - 1);
  }
}

/** First sample of part `i` of a window, and the one after its last. */
export function partOf(i: number, length: number): [number, number] {
  return [Math.floor((i * length) / parts), Math.floor(((i + 1) * length) / parts)];
}
