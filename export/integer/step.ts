/**
 * @file The contract of a kind of step: what it computes, here and in C. Both read the same numbers, so that a device's
 * answer can be held against ours to the bit.
 */
import type { IntegerTensor } from "./network.ts";

/** The integers of a tensor while a network runs. */
export type Memory = (tensor: IntegerTensor) => Int8Array;

/** C text being written: places of tensors, and tables of constants. */
export interface CWriter {
  /** An expression for the tensor's first element. */
  at(tensor: IntegerTensor): string;
  /** Declares a constant array of the step, and gives its name. */
  array(
    type: "int8_t" | "uint8_t" | "int16_t" | "int32_t",
    name: string,
    data: ArrayLike<number>,
  ): string;
  /** Declares memory that a step needs for itself, and gives its name. */
  scratch(type: "int8_t" | "int16_t" | "int32_t", name: string, length: number): string;
}

export interface StepKind<S extends { readonly kind: string }> {
  readonly kind: S["kind"];
  /** The reference. */
  run(step: S, memory: Memory): void;
  /** C functions that its kernel calls; those of several kinds are written once. */
  readonly helpers?: string;
  /** A C function, shared by all steps of the kind. */
  readonly kernel: string;
  /** Arguments of one call. */
  call(step: S, c: CWriter): readonly (string | number)[];
}

/** Declares a kind of step; exists so that its type is checked where it is written. */
export function defineStep<S extends { readonly kind: string }>(kind: StepKind<S>): StepKind<S> {
  return kind;
}
