/** @file Takes windows for a while, each with the label that the wearer chose or the recording knows. */
import type { WindowAnswer } from "#stream/activity-stream";
import type { Example } from "./examples.ts";
import type { Reading } from "./personal-session.ts";

/** Instead of a class: whatever the played recording says. */
export const asRecorded = -1;

interface Take {
  /** A class, or {@link asRecorded}. */
  readonly label: number;
  /** s, on the stream's clock. */
  readonly from: number;
  readonly to: number;
}

export class Recorder {
  readonly examples: Example[] = [];
  #take: Take | undefined;
  #stretch = 0;
  #last = asRecorded;

  /** Take what begins after `from`, for so many seconds. */
  begin(label: number, from: number, seconds: number): void {
    this.#take = { label, from, to: from + seconds };
    this.#stretch++;
    this.#last = asRecorded;
  }

  /** Seconds left; `undefined` where nothing is recorded. */
  left(time: number): number | undefined {
    if (this.#take && time >= this.#take.to) this.#take = undefined;
    return this.#take && this.#take.to - time;
  }

  /** @param truth What the recording says of this window; −1: nothing. */
  add({ start, end }: Pick<WindowAnswer, "start" | "end">, reading: Reading, truth: number): void {
    const take = this.#take;
    if (!take || start < take.from || end > take.to) return;
    const label = take.label === asRecorded ? truth : take.label;
    if (label !== this.#last) this.#stretch++;
    this.#last = label;
    if (label >= 0) this.examples.push({ ...reading, label, start, end, stretch: this.#stretch });
  }

  /** The stream broke off or begins anew. */
  stop(): void {
    this.#take = undefined;
  }

  forget(): void {
    this.stop();
    this.examples.length = 0;
  }
}
