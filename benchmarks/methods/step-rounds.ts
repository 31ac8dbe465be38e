/**
 * @file Steps side by side on a machine that has other work: many short rounds, in each the ratio to a reference that
 * ran right before or after, in processor time beside the clock's.
 */
import type { Random } from "#core/random";

/** Milliseconds per step. */
export interface StepTime {
  /** Of this process and all its threads: waiting for other processes does not count. */
  readonly cpu: number;
  readonly wall: number;
}

export interface StepRounds {
  readonly rounds: number;
  readonly stepsPerRound: number;
  /** Steps of each before the first round. */
  readonly warmup: number;
  /** After so many seconds the round at hand is the last. */
  readonly seconds: number;
}

type Step = () => Promise<unknown>;

/** In each round everyone runs a few steps, in an order drawn anew; the times by step and round. */
export async function stepRounds(
  steps: readonly Step[],
  { rounds, stepsPerRound, warmup, seconds }: StepRounds,
  random: Random,
): Promise<StepTime[][]> {
  const times = steps.map((): StepTime[] => []);
  for (const step of steps) await timed(step, warmup);
  const start = performance.now();
  for (let round = 0; round < rounds; round++) {
    for (const index of random.permutation(steps.length)) {
      times[index]!.push(await timed(steps[index]!, stepsPerRound));
    }
    if (performance.now() - start > 1000 * seconds) break;
  }
  return times;
}

async function timed(step: Step, count: number): Promise<StepTime> {
  const wall = performance.now();
  const cpu = process.cpuUsage();
  for (let i = 0; i < count; i++) await step();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1000 / count, wall: (performance.now() - wall) / count };
}
