/** @file Answers on their way to the computer: kept until it has them, tried again where it cannot be reached. */
import type { Part } from "#benchmarks/harness/device/device-part";

/** What became of one attempt. */
export type Delivery =
  | "kept"
  /** Not reached, or busy. */
  | "later"
  | { readonly refused: string };

/** Parts that the computer did not want, and why not the last of them. */
export interface Refusals {
  readonly count: number;
  readonly reason: string;
}

export interface OutboxState {
  /** Still on their way. */
  readonly waiting: number;
  /** Attempts in a row that failed. */
  readonly failures: number;
  /** Seconds until the next attempt; `undefined` while there is one, or nothing to send. */
  readonly next: number | undefined;
  /** `undefined` where it took all. */
  readonly refused: Refusals | undefined;
}

export interface OutboxOptions {
  readonly deliver: (part: Part) => Promise<Delivery>;
  /** Sleeps so many seconds; the signal wakes it. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** Before this page was loaded. */
  readonly refused?: Refusals | undefined;
  /** A part that need not be kept any more, and what was refused by then. */
  readonly onGone: (part: Part, refused: Refusals | undefined) => void;
  readonly onChange: (state: OutboxState) => void;
}

/** Seconds between attempts: doubled up to this. */
const longest = 30;

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #parts: Part[];
  #failures = 0;
  #refused: Refusals | undefined;
  #running = false;
  #waking = new AbortController();

  constructor(parts: readonly Part[], options: OutboxOptions) {
    this.#parts = [...parts];
    this.#refused = options.refused;
    this.#options = options;
    void this.#run();
  }

  add(part: Part): void {
    this.#parts.push(part);
    void this.#run();
  }

  /** Tries at once: somebody pressed a button, or the network is back. */
  wake(): void {
    this.#waking.abort();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let part = this.#parts[0]; part; part = this.#parts[0]) {
      this.#tell(undefined);
      const outcome = await this.#options.deliver(part);
      if (outcome === "later") await this.#rest();
      else {
        if (outcome !== "kept")
          this.#refused = { count: (this.#refused?.count ?? 0) + 1, reason: outcome.refused };
        this.#failures = 0;
        this.#parts.shift();
        this.#options.onGone(part, this.#refused);
      }
    }
    this.#running = false;
    this.#tell(undefined);
  }

  async #rest(): Promise<void> {
    const seconds = Math.min(longest, 2 ** this.#failures++);
    this.#waking = new AbortController();
    this.#tell(seconds);
    await this.#options.sleep(seconds, this.#waking.signal);
  }

  #tell(next: number | undefined): void {
    const [waiting, failures, refused] = [this.#parts.length, this.#failures, this.#refused];
    this.#options.onChange({ waiting, failures, next, refused });
  }
}
