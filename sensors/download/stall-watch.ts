/** @file A connection that is open and silent is as good as closed. */

/** `signal` aborts when `outer` does, and when {@link StallWatch.alive} was not called for `patience` ms. */
export interface StallWatch {
  readonly signal: AbortSignal;
  alive(): void;
  stop(): void;
}

export function stallWatch(outer: AbortSignal, patience: number): StallWatch {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), patience);
  return {
    signal: AbortSignal.any([outer, stalled.signal]),
    alive: () => {
      timer.refresh();
    },
    stop: () => clearTimeout(timer),
  };
}
