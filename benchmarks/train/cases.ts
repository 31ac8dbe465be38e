/** @file The training steps that are timed. */
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
}

const batches = [32, 64];

export const trainCases: readonly TrainCase[] = [
  ...forBatches("student", "logits"),
  { name: "student+teacher-64", network: "student", batch: 64, target: "teacher" },
  ...forBatches("ds-cnn1d", "logits"),
  ...forBatches("wrn1d-16-3", "labels"),
  ...forBatches("eegnet", "labels"),
];

function forBatches(network: NetworkName, target: TrainCase["target"]): TrainCase[] {
  return batches.map((batch) => ({ name: `${network}-${batch}`, network, batch, target }));
}
