/** @file The contract of a distillation method. The trainer reads these declarations and never asks for a name. */
import type { layers, Scalar, Tensor } from "@tensorflow/tfjs";
import type { Entry } from "#core/registry";
import type { NdArray } from "#core/signal";

/** What one network gives for a batch. */
export interface Outputs {
  readonly logits: Tensor; // [batch, class]
  /**
   * Inner features by name; `features` [batch, feature] comes right before the classifier. What the method's parts
   * give stands here under the part's name (trainable for the student, frozen for teachers).
   */
  readonly taps: Readonly<Record<string, Tensor>>;
}

export interface LossInput {
  readonly student: Outputs;
  /** In the order of the stage; none of them gets a gradient. */
  readonly teachers: readonly Outputs[];
  readonly labels: Tensor; // [batch, class]
  /** What {@link Method.constants} computed. */
  readonly constants: Readonly<Record<string, Tensor>>;
}

/** One network to train, and whom it learns from. Roles are names of configured teachers, or "student". */
export interface Stage {
  readonly role: string;
  readonly teachers: readonly string[];
}

/** Shapes a part may depend on. */
export interface PartContext {
  readonly constants: Readonly<Record<string, NdArray>>;
  readonly seed: number;
}

/** An extra trainable layer, never exported: reads one tap of the learner. */
export interface Part {
  /** Under this name its output is a tap. */
  readonly name: string;
  readonly tap: string;
  build(context: PartContext): layers.Layer;
}

/** What the first finished stage gives on the un-augmented training windows. */
export interface ReferenceOutputs {
  readonly features: NdArray; // [sample, feature]
  readonly labels: Int32Array; // [sample]
  readonly classes: number;
}

/** Claims that the contract suite checks. */
export type Law =
  | "zero-at-teacher" // the distillation term vanishes where student and teacher agree
  | "shift-invariant" // a constant added to a sample's logits changes nothing
  | "labels-only"; // teachers are not looked at

export interface Method<Options extends object = object> extends Entry {
  /** How many teachers the student learns from. */
  readonly teachers: "none" | "one" | "several";
  readonly laws: readonly Law[];
  readonly options: Options;
  /** Factors of the cross-entropy with the labels and of {@link loss}. */
  weights(options: Options): { readonly hard: number; readonly soft: number };
  /** What to train, in order; the last stage is the student's. */
  stages(teachers: readonly string[], options: Options): readonly Stage[];
  /** The distillation term. Absent: labels only. */
  readonly loss?: (input: LossInput, options: Options) => Scalar;
  /** Teacher taps that {@link loss} reads, besides logits and those of parts. */
  readonly teacherTaps?: readonly string[];
  /** Parts of every learner that has a teacher. */
  readonly parts?: readonly Part[];
  /** Fixed arrays, computed once after the first stage. */
  readonly constants?: (reference: ReferenceOutputs) => Readonly<Record<string, NdArray>>;
}

/** Declares a method; exists so that option types are inferred. */
export function defineMethod<Options extends object>(method: Method<Options>): Method<Options> {
  return method;
}

/** Every teacher by itself, then the student from all of them. */
export function teachersThenStudent(teachers: readonly string[]): Stage[] {
  return [...teachers.map((role) => ({ role, teachers: [] })), { role: "student", teachers }];
}
