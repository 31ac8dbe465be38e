/** @file So many at work at once; whoever waits for another's work lends its place meanwhile. */

export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves when a place is taken; first come, first served. */
  take(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }

  /** For whoever holds a place: somebody else has it until `wait` is over. */
  async lend<T>(wait: Promise<T>): Promise<T> {
    this.give();
    try {
      return await wait;
    } finally {
      await this.take();
    }
  }
}

/**
 * The tasks' results, in their order; a task is drawn when a place is free for it. After a failure no other task
 * begins, `stop` is called, and the first error is thrown when all that had begun have ended.
 */
export async function inSlots<T>(
  tasks: Iterable<() => Promise<T>>,
  slots: Slots,
  stop: (error: unknown) => void = () => undefined,
): Promise<T[]> {
  const begun: Promise<T | undefined>[] = [];
  const errors: unknown[] = [];
  const guarded = async (task: () => Promise<T>) => {
    try {
      return await task();
    } catch (error) {
      if (errors.push(error) === 1) stop(error);
      return undefined;
    } finally {
      slots.give();
    }
  };
  const left = tasks[Symbol.iterator]();
  for (;;) {
    await slots.take();
    const next = errors.length > 0 ? undefined : left.next();
    if (!next || next.done) break;
    begun.push(guarded(next.value));
  }
  slots.give();
  const results = await Promise.all(begun);
  if (errors.length > 0) throw errors[0];
  return results as T[];
}
