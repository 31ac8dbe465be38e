/**
 * @file Differential evolution, rand/1/bin: the minimum of a function of a few numbers in [0, 1], without derivatives.
 * Source: Storn and Price 1997, "Differential evolution – a simple and efficient heuristic for global optimization over
 * continuous spaces"; defaults of common libraries.
 */

import type { Random } from "./random.ts";
import { mean } from "./stats.ts";

export interface EvolutionOptions {
  /** Numbers to find. */
  readonly dimensions: number;
  readonly random: Random;
  /** Points to begin with; the population is filled up by chance. */
  readonly start: readonly (readonly number[])[];
  /** Points per dimension. */
  readonly crowd: number;
  /** Chance that a number is taken from the mutant. */
  readonly crossover: number;
  /** The factor of differences is drawn from this range anew in every generation. */
  readonly dither: readonly [number, number];
  readonly generations: number;
  /** It ends when the values' standard deviation is below this share of their mean. */
  readonly tolerance: number;
}

export const evolutionDefaults: Omit<EvolutionOptions, "dimensions" | "random"> = {
  start: [],
  crowd: 15,
  crossover: 0.7,
  dither: [0.5, 1],
  generations: 1000,
  tolerance: 1e-7,
};

export interface Evolved {
  readonly best: readonly number[];
  readonly value: number;
  readonly generations: number;
}

interface Member {
  readonly point: readonly number[];
  readonly value: number;
}

/** The best point found; never worse than those it started with. */
export function differentialEvolution(
  f: (point: readonly number[]) => number,
  given: Partial<EvolutionOptions> & Pick<EvolutionOptions, "dimensions" | "random">,
): Evolved {
  const options = { ...evolutionDefaults, ...given };
  const { random, dither, generations, tolerance } = options;
  const population = firstPoints(options).map((point) => ({ point, value: f(point) }));
  let generation = 0;
  while (generation < generations && spreadOf(population) > tolerance) {
    generation++;
    const factor = random.between(...dither);
    for (let i = 0; i < population.length; i++) {
      const point = trialFor(i, population, factor, options);
      const value = f(point);
      if (value <= population[i]!.value) population[i] = { point, value };
    }
  }
  const { point, value } = population.reduce((a, b) => (b.value < a.value ? b : a));
  return { best: point, value, generations: generation };
}

/** Four at least: a mutant is made of three others. */
function firstPoints({ dimensions, start, crowd, random }: EvolutionOptions): number[][] {
  const count = Math.max(4, crowd * dimensions, start.length);
  return Array.from({ length: count }, (_, i) =>
    start[i] ? [...start[i]] : Array.from({ length: dimensions }, () => random.uniform()),
  );
}

/** Standard deviation ÷ |mean| of the values. */
function spreadOf(population: readonly Member[]): number {
  const values = population.map(({ value }) => value);
  const center = mean(values);
  const deviation = Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
  return deviation / Math.max(Math.abs(center), Number.MIN_VALUE);
}

/** a + factor · (b − c), crossed with the i-th; what leaves [0, 1] is drawn anew. */
function trialFor(
  i: number,
  population: readonly Member[],
  factor: number,
  { dimensions, crossover, random }: EvolutionOptions,
): number[] {
  const [a, b, c] = threeOthers(i, population.length, random).map((at) => population[at]!.point);
  const certain = random.integer(dimensions);
  return population[i]!.point.map((own, d) => {
    if (d !== certain && random.uniform() >= crossover) return own;
    const moved = a![d]! + factor * (b![d]! - c![d]!);
    return moved >= 0 && moved <= 1 ? moved : random.uniform();
  });
}

function threeOthers(i: number, count: number, random: Random): number[] {
  const chosen: number[] = [];
  while (chosen.length < 3) {
    const other = random.integer(count);
    if (other !== i && !chosen.includes(other)) chosen.push(other);
  }
  return chosen;
}
