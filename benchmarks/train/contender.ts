/** @file Who takes part, and fair rounds. */
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "#core/quantiles";
import type { Random } from "#core/random";

/** Something that can run steps and say how long each took, in milliseconds. */
export interface Contender {
  /** "PyTorch 2.13.0, eager". */
  readonly name: string;
  run(steps: number): Promise<number[]>;
  close(): Promise<void> | void;
  /** Seconds per step: it runs a few single steps, without warm-up. */
  readonly slow?: boolean;
}

export interface Rounds {
  readonly rounds: number;
  readonly stepsPerRound: number;
  /** Steps of each contender before the first round. */
  readonly warmup: number;
  /** Rounds of slow contenders, one step each. */
  readonly slowRounds: number;
}

/** All times of one contender, and the median of each round. */
export interface Times {
  readonly all: readonly number[];
  readonly rounds: readonly number[];
}

/** In each round every contender runs a block of steps, in an order drawn anew: a busy moment hits all alike. */
export async function interleave(
  contenders: readonly Contender[],
  { rounds, stepsPerRound, warmup, slowRounds }: Rounds,
  random: Random,
): Promise<Times[]> {
  const times = contenders.map(() => ({ all: [] as number[], rounds: [] as number[] }));
  for (const { slow, run } of contenders) if (!slow) await run(warmup);
  for (let round = 0; round < rounds; round++) {
    for (const index of random.permutation(contenders.length)) {
      const { slow, run } = contenders[index]!;
      if (slow && round >= slowRounds) continue;
      await sleep(100); // the others' thread pools stop spinning
      const block = await run(slow ? 1 : stepsPerRound);
      times[index]!.all.push(...block);
      times[index]!.rounds.push(median(block));
    }
  }
  return times;
}

/** Milliseconds of each of `count` calls, one after the other. */
export async function timeCalls(count: number, call: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  }
  return times;
}
