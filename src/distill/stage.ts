/** @file What a method does one after the other: networks are trained, measured, chosen among. */
import type { Random } from "#core/random";
import type { NdArray, WindowSet } from "#core/signal";
import type { Arrays } from "#train/engine";
import type { Evaluation } from "#train/predict";
import type { Lawful } from "./law.ts";
import type { Lesson } from "./lesson.ts";

/**
 * A network to train, and whom it learns from. Roles are names of configured teachers, "student", or names of the
 * method's own. A role that was trained before goes on from where it stopped.
 */
export interface Training {
  readonly role: string;
  /** Tells trainings of one role apart: all but the last need one. The last epoch of a phase counts, not the best. */
  readonly phase?: string;
  /** Roles trained before. */
  readonly teachers: readonly string[];
  /**
   * What is learnt. By default the method's own, for the student and whoever has teachers; labels only for others.
   */
  readonly lesson?: Lesson & Partial<Lawful>;
  /** Where the network of a role of the method's own comes from. */
  readonly network?: NetworkOrigin;
  /** The role whose chance it shares: equal initial weights and batches. Default its own. */
  readonly seedOf?: string;
  /** Differences to the configured training. */
  readonly train?: TrainingChange;
  /** Row numbers of the training windows it sees; all by default. Where nobody teaches only: teachers are looked up by row. */
  rows?(windows: WindowSet, random: Random): Int32Array;
  /** Roles that are trained in the same steps, by {@link Lesson.run}. */
  readonly peers?: Readonly<Record<string, NetworkOrigin>>;
}

/** A configured network, with other options. */
export interface NetworkOrigin {
  /** A configured teacher, "student", or a role that was trained or chosen before. */
  readonly of: string;
  readonly options?: object;
}

export interface TrainingChange {
  /** Share of the configured epochs; at least one is trained. */
  readonly epochs?: number;
  /** The learning rate follows its schedule as if all epochs were to come. Default: the schedule fits the share. */
  readonly cutSchedule?: boolean;
  readonly weightDecay?: number;
  /**
   * The mean of the weights over that last share of the epochs counts, its running statistics measured again; at least
   * the last epoch's. All epochs are trained then.
   */
  readonly averageLast?: number;
}

/** A role that stands for one of others, by how they do on the validation part. */
export interface Choice {
  readonly choose: string;
  /** Roles to evaluate. */
  readonly of: readonly string[];
  /** The role chosen. */
  pick(scores: Readonly<Record<string, Evaluation>>): string;
}

/** Fixed arrays computed from what trained networks give on un-augmented windows; every later lesson sees them. */
export interface Measurement {
  /** Roles whose outputs are looked at. */
  readonly measure: readonly string[];
  readonly part: "train" | "validation";
  readonly taps?: readonly string[];
  constants(reference: Reference): Readonly<Record<string, NdArray>>;
}

export interface Reference {
  /** `logits` and the taps asked for, `[sample, …]`, in the order of {@link Measurement.measure}. */
  readonly outputs: readonly Arrays[];
  readonly labels: Int32Array; // [sample]
  readonly classes: number;
  readonly random: Random;
}

export type Stage = Training | Choice | Measurement;

/** Every teacher by itself, then the student from all of them. */
export function teachersThenStudent(teachers: readonly string[]): Training[] {
  return [...plainTeachers(teachers), { role: "student", teachers }];
}

/** Every teacher by itself, from the labels. */
export function plainTeachers(teachers: readonly string[], train?: TrainingChange): Training[] {
  return teachers.map((role) => ({ role, teachers: [], ...(train && { train }) }));
}

/** The role most often right; ties go to the lower loss, then to the first. */
export function mostAccurate(scores: Readonly<Record<string, Evaluation>>): string {
  const [best] = Object.entries(scores).sort(
    ([, a], [, b]) => b.accuracy - a.accuracy || a.loss - b.loss,
  );
  return best![0];
}
