/** @file A recorded person in place of a sensor: rows come when they are due, again and again. */
import type { LiveRecording } from "#live/recording";

export interface ReplayOptions {
  readonly recording: LiveRecording;
  /** s, monotone. */
  readonly now: () => number;
  /** Times as fast as it was. */
  readonly speed: () => number;
  readonly onRow: (time: number, values: Float32Array, label: number) => void;
}

/** A tab that slept catches up with so much of its sleep, s. */
const mostBehind = 1;

export class Replay {
  readonly #options: ReplayOptions;
  #played = 0;
  #due = 0;
  #last: number;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#last = options.now();
  }

  /** Hand out what is due by now; called by a timer. Stamps are those of a recording without end. */
  play(): void {
    const { recording, now, speed, onRow } = this.#options;
    const { rows, labels, sampleRate } = recording;
    const moment = now();
    this.#due += Math.min(mostBehind, moment - this.#last) * speed() * sampleRate;
    this.#last = moment;
    const width = rows.length / labels.length;
    for (; this.#played < Math.floor(this.#due); this.#played++) {
      const row = this.#played % labels.length;
      const values = rows.subarray(row * width, (row + 1) * width);
      onRow(this.#played / sampleRate, values, labels[row]!);
    }
  }
}
