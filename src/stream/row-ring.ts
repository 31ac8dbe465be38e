/** @file The newest rows of a stream. */

/** A ring of fixed size: pushing allocates nothing. Rows are counted from the last {@link clear}. */
export class RowRing {
  readonly #data: Float32Array;
  readonly #channels: number;
  #count = 0;

  /** @param rows How many can be read back. */
  constructor(rows: number, channels: number) {
    this.#data = new Float32Array(rows * channels);
    this.#channels = channels;
  }

  /** Rows pushed, those that were overwritten among them. */
  get count(): number {
    return this.#count;
  }

  push(row: Float32Array): void {
    this.#data.set(row, this.#at(this.#count++));
  }

  clear(): void {
    this.#count = 0;
  }

  /** `[steps, channel]` from row `start` on; between rows, on the line from one to the next. */
  read(start: number, steps: number): Float32Array {
    const out = new Float32Array(steps * this.#channels);
    const first = Math.floor(start);
    const weight = start - first;
    for (let i = 0; i < steps; i++) this.#readRow(first + i, weight, out, i * this.#channels);
    return out;
  }

  #readRow(row: number, weight: number, out: Float32Array, to: number): void {
    const [at, after] = [this.#at(row), this.#at(row + 1)];
    for (let c = 0; c < this.#channels; c++) {
      const value = this.#data[at + c]!;
      out[to + c] = weight === 0 ? value : value + weight * (this.#data[after + c]! - value);
    }
  }

  #at(row: number): number {
    return (row * this.#channels) % this.#data.length;
  }
}
