/** @file The contract of a distillation method. The trainer reads these declarations and never asks for a name. */
import type { Entry } from "#core/registry";
import type { Lawful } from "./law.ts";
import type { Lesson } from "./lesson.ts";
import type { Stage } from "./stage.ts";

/** What a method reads, besides the student's logits and what parts made of the teachers' taps. */
export type Need =
  | "labels"
  | "logits" // of teachers
  | "features" // the tap before the classifier, of student and teachers
  | "maps" // taps [time, channel], of student and teachers
  | "last-map" // of those the last alone
  | "branches" // taps [feature] of single modalities, of student and teachers
  | "sample-ids"
  | "live-rows" // of windows that `transform` changes; for the others, outputs kept per sample will do
  | "live-teachers"; // outputs kept per sample will not do

export interface Method<Options extends object = object> extends Entry, Lesson<Options>, Lawful {
  /** How many configured teachers it takes. */
  readonly teachers: "none" | "one" | "several";
  readonly needs: readonly Need[];
  readonly options: Options;
  /** What to do, in order; the last training or choice is the student's. */
  stages(teachers: readonly string[], options: Options): readonly Stage[];
}

/** Declares a method; exists so that option types are inferred. */
export function defineMethod<Options extends object>(method: Method<Options>): Method<Options> {
  return method;
}
