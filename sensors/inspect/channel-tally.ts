/** @file One channel through all recordings: range, mean, spread, and what is wrong with it. */
import type { ChannelPart } from "./inspection.ts";

/** Values at one end of the range, twice or more in a row. */
class Limit {
  value: number;
  count = 0;
  readonly #beyond: (a: number, b: number) => boolean;

  constructor(worst: number, beyond: (a: number, b: number) => boolean) {
    this.value = worst;
    this.#beyond = beyond;
  }

  /** `run`: how often the value has come in a row. */
  add(value: number, run: number): void {
    if (this.#beyond(value, this.value)) {
      this.value = value;
      this.count = 0;
    } else if (value === this.value && run > 1) this.count += run === 2 ? 2 : 1;
  }
}

export class ChannelTally {
  readonly #least = new Limit(Number.POSITIVE_INFINITY, (a, b) => a < b);
  readonly #greatest = new Limit(Number.NEGATIVE_INFINITY, (a, b) => a > b);
  /** Sums are of differences to the first value, which keeps their rounding small. */
  #shift = 0;
  #count = 0;
  #sum = 0;
  #squares = 0;
  #missing = 0;
  #flat = 0;

  /** Values `channel`, `channel + width`, … of one recording. */
  add(data: Float32Array, channel: number, width: number): void {
    let [previous, run, changes, seen] = [Number.NaN, 0, 0, 0];
    for (let i = channel; i < data.length; i += width) {
      const value = data[i]!;
      if (!Number.isFinite(value)) {
        this.#missing++;
        run = 0;
        continue;
      }
      run = value === previous && run > 0 ? run + 1 : 1;
      if (seen > 0 && value !== previous) changes++;
      previous = value;
      seen++;
      this.#take(value, run);
    }
    if (seen > 1 && changes === 0) this.#flat++;
  }

  finish(name: string): ChannelPart {
    const mean = this.#sum / this.#count;
    const variance = Math.max(0, this.#squares / this.#count - mean ** 2);
    const [least, greatest] = [this.#least, this.#greatest];
    const clipped = least.value < greatest.value ? least.count + greatest.count : 0;
    return {
      name,
      least: this.#count === 0 ? Number.NaN : least.value,
      greatest: this.#count === 0 ? Number.NaN : greatest.value,
      mean: mean + this.#shift,
      sd: Math.sqrt(variance),
      missing: this.#missing,
      clipped,
      flat: this.#flat,
    };
  }

  #take(value: number, run: number): void {
    if (this.#count === 0) this.#shift = value;
    const difference = value - this.#shift;
    this.#count++;
    this.#sum += difference;
    this.#squares += difference * difference;
    this.#least.add(value, run);
    this.#greatest.add(value, run);
  }
}
