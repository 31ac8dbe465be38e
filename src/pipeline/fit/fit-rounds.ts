/** @file The rounds of a search: candidates train, the cheapest first, and the best of them go on. */

import type { Distilled } from "#distill/distill";
import type { Config } from "#src/pipeline/config-schema";
import type { Road } from "#src/pipeline/road";
import {
  type ContenderScore,
  type Context,
  scoreContender,
  trainContender,
} from "#src/pipeline/score-contender";
import { inSlots, type Slots } from "#src/pipeline/slots";
import { metricsOf } from "#train/metrics";
import type { FitCandidate } from "./fit-candidates.ts";
import { roundShares, type Scored, survivors } from "./halving.ts";

/** A candidate that was trained in full, by seed. */
export interface Trial {
  readonly candidate: FitCandidate;
  readonly seeds: readonly SeedTrial[];
}

export interface SeedTrial {
  readonly seed: number;
  readonly score: ContenderScore;
  readonly trained: Distilled["student"];
}

export class FitRounds {
  readonly #context: Context;
  readonly #slots: Slots;
  /** One failure stops all. */
  readonly #stopping: AbortController = new AbortController();
  readonly #accuracies: Map<FitCandidate, number[]> = new Map();

  constructor(context: Context, slots: Slots) {
    this.#context = context;
    this.#slots = slots;
  }

  /** Who is left in the end, trained in full with every seed. */
  async run(candidates: readonly FitCandidate[]): Promise<Trial[]> {
    let left = candidates;
    for (const share of roundShares.slice(0, -1)) {
      const scored = await this.#all(left.map((candidate) => () => this.#scored(candidate, share)));
      left = survivors(scored);
    }
    const trials = await this.inFull(left);
    for (const { candidate, seeds } of trials) this.#note(candidate, accuracyOf(seeds[0]!.score));
    return trials;
  }

  /** Those as well, without a race. */
  async inFull(candidates: readonly FitCandidate[]): Promise<Trial[]> {
    const { seeds } = this.#context.config;
    const tasks = candidates.flatMap((candidate) =>
      seeds.map((seed) => () => this.#seedTrial(candidate, seed)),
    );
    const trials = await this.#all(tasks);
    return candidates.map((candidate, i) => {
      return { candidate, seeds: trials.slice(i * seeds.length, (i + 1) * seeds.length) };
    });
  }

  /** What is done with every seed of what was trained, on the candidate's road. */
  async further<T>(
    { candidate, seeds }: Trial,
    task: (road: Road, trained: SeedTrial) => Promise<T>,
  ): Promise<T[]> {
    const road = this.#of(candidate, 1);
    return this.#all(seeds.map((trained) => () => task(road, trained)));
  }

  accuraciesOf(candidate: FitCandidate): readonly number[] {
    return this.#accuracies.get(candidate) ?? [];
  }

  async #scored(candidate: FitCandidate, share: number): Promise<Scored<FitCandidate>> {
    const seed = this.#context.config.seeds[0]!;
    const score = await scoreContender(this.#of(candidate, share), candidate.contender, seed);
    const accuracy = accuracyOf(score);
    this.#note(candidate, accuracy);
    return { candidate, accuracy, nll: score.student.nll };
  }

  async #seedTrial(candidate: FitCandidate, seed: number): Promise<SeedTrial> {
    const context = this.#of(candidate, 1);
    const score = await scoreContender(context, candidate.contender, seed);
    const { student: trained } = await trainContender(context, candidate.contender, seed);
    return { seed, score, trained };
  }

  /** The candidate's own road, which tells of whom it reports. */
  #of({ student, contender }: FitCandidate, share: number): Context {
    const context = this.#context;
    const { environment } = context;
    const name = `${student.text} ${contender.label}`;
    const onProgress: typeof environment.onProgress = (event) =>
      environment.onProgress({ ...event, task: `${name} ${event.task}` });
    const config = shortened(student.config, share);
    const signal = AbortSignal.any([environment.signal, this.#stopping.signal]);
    return { ...context, config, environment: { ...environment, onProgress, signal } };
  }

  #note(candidate: FitCandidate, accuracy: number): void {
    this.#accuracies.set(candidate, [...this.accuraciesOf(candidate), accuracy]);
  }

  #all<T>(tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
    return inSlots(tasks, this.#slots, (error) => this.#stopping.abort(error));
  }
}

/** On the part that chooses. */
export function accuracyOf({ student }: ContenderScore): number {
  return metricsOf(student.confusion).accuracy;
}

/** The student trains for that share of its epochs, teachers as ever. */
function shortened(config: Config, share: number): Config {
  const { student } = config.train;
  const epochs = Math.max(1, Math.round(student.epochs * share));
  return { ...config, train: { ...config.train, student: { ...student, epochs } } };
}
