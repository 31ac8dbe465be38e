/** @file How long it will still take, by what steps of the same kind took. */
import type { PageStep } from "#benchmarks/harness/device/plan-files";

export interface TimeLeft {
  /** Seconds that a step took. */
  took(step: number, seconds: number): void;
  /** Seconds for the steps that are due, the first of which is done to a share; `undefined` while nobody knows. */
  of(due: readonly number[], share: number): number | undefined;
}

export function timeLeft(steps: readonly Pick<PageStep, "group">[]): TimeLeft {
  const last = new Map<string | null, number>();
  return {
    took: (step, seconds) => void last.set(steps[step]!.group, seconds),
    of(due, share) {
      const times = due.map((step) => last.get(steps[step]!.group));
      if (times.some((time) => time === undefined)) return undefined;
      const all = (times as number[]).reduce((sum, time) => sum + time, 0);
      return all - share * ((times[0] as number | undefined) ?? 0);
    },
  };
}
