/** @file The training steps that are timed. */
import { UserError } from "#core/errors";
import type { NetworkName } from "./networks.ts";

export interface TrainCase {
  /** "student-64": what a filter matches. */
  readonly name: string;
  readonly network: NetworkName;
  readonly batch: number;
  /**
   * What it learns from: the labels; labels and a teacher's logits that are handed in; labels and wrn1d-16-3, frozen,
   * inside the step.
   */
  readonly target: "labels" | "logits" | "teacher";
  /** So small that even tf.js's plain backend takes only seconds. */
  readonly small?: boolean;
}

export const trainCases: readonly TrainCase[] = [
  ...inTwoSizes({ network: "student", target: "logits", small: true }),
  { name: "student+teacher-64", network: "student", batch: 64, target: "teacher" },
  ...inTwoSizes({ network: "ds-cnn1d", target: "logits", small: true }),
  ...inTwoSizes({ network: "wrn1d-16-3", target: "labels" }),
  ...inTwoSizes({ network: "eegnet", target: "labels" }),
];

function inTwoSizes(rest: Omit<TrainCase, "name" | "batch">): TrainCase[] {
  return [32, 64].map((batch) => ({ name: `${rest.network}-${batch}`, batch, ...rest }));
}

/**
 * The case of that name.
 *
 * @throws UserError where there is none.
 */
export function trainCase(name: string): TrainCase {
  return trainCases.find((it) => it.name === name) ?? refuse(name);
}

/**
 * The cases whose names contain `part`.
 *
 * @throws UserError where there is none.
 */
export function chooseCases(part: string): readonly TrainCase[] {
  const chosen = trainCases.filter(({ name }) => name.includes(part));
  return chosen.length > 0 ? chosen : refuse(part);
}

function refuse(name: string): never {
  const names = trainCases.map((it) => it.name).join(", ");
  throw new UserError(`no training case is called "${name}"`, `name one of ${names}`);
}
