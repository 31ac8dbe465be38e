/** @file A screen that stays on while a page measures: a dark phone slows down, or stops. */

export interface Awake {
  /** Whether the browser can do it: secure contexts only. */
  readonly possible: boolean;
  /** Until it is called again with `false`. */
  hold(on: boolean): void;
}

export function keepAwake(): Awake {
  const { wakeLock } = navigator as { wakeLock?: WakeLock };
  let wanted = false;
  let lock: WakeLockSentinel | undefined;
  const update = async () => {
    if (!wanted || document.visibilityState === "hidden") return;
    lock = await wakeLock?.request("screen").catch(() => undefined); // a low battery refuses
    if (!wanted) await lock?.release();
  };
  document.addEventListener("visibilitychange", () => void update()); // hiding lets it go
  return {
    possible: wakeLock !== undefined,
    hold(on) {
      wanted = on;
      if (on) void update();
      else void lock?.release();
    },
  };
}
