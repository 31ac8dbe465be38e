/** @file What the variables of MAT files hold. Arrays are in MATLAB's order, the first dimension fastest. */
import { nearest } from "#core/errors";
import { FormatError } from "./format-error.ts";

interface Sized {
  readonly dimensions: readonly number[];
}

/** Numbers of any of MATLAB's types, and logical values as 0 and 1. */
export interface MatArray extends Sized {
  readonly kind: "numbers";
  readonly data: Float64Array;
  /** Imaginary parts of complex numbers. */
  readonly imaginary?: Float64Array | undefined;
}

export interface MatText extends Sized {
  readonly kind: "text";
  /** The rows of the character array; the empty text has one, "". */
  readonly rows: readonly string[];
}

export interface MatCells extends Sized {
  readonly kind: "cells";
  readonly cells: readonly MatValue[];
}

/** A structure array; objects count as structures. */
export interface MatStructs extends Sized {
  readonly kind: "structs";
  readonly elements: readonly ReadonlyMap<string, MatValue>[];
}

/** What is not read: sparse arrays, function handles, opaque objects. */
export interface MatUnread {
  readonly kind: "unread";
  readonly what: string;
}

export type MatValue = MatArray | MatText | MatCells | MatStructs | MatUnread;

/** The variables of a file, and its name for messages. */
export interface MatFile {
  readonly file: string;
  readonly variables: ReadonlyMap<string, MatValue>;
}

type ValueOf<Kind extends MatValue["kind"]> = Extract<MatValue, { readonly kind: Kind }>;

/**
 * The value at a path of variable, field and 0-based element: `["data", 3, "X"]`. Elements of 1 × 1 structures need no
 * number. Throws a {@link FormatError} that says how far the path goes and what is there.
 */
export function matValue<Kind extends MatValue["kind"]>(
  { file, variables }: MatFile,
  path: readonly (string | number)[],
  kind: Kind,
): ValueOf<Kind> {
  const root: MatValue = { kind: "structs", dimensions: [1, 1], elements: [variables] };
  const value = path.reduce<MatValue>(
    (from, step, i) => stepInto(from, step, file, path.slice(0, i + 1).join(".")),
    root,
  );
  if (value.kind === kind) return value as ValueOf<Kind>;
  throw new FormatError(
    file,
    { entry: path.join(".") },
    `expected ${kind}, found ${value.kind === "unread" ? value.what : value.kind}`,
  );
}

function stepInto(value: MatValue, step: string | number, file: string, entry: string): MatValue {
  if (typeof step === "number") {
    const found =
      value.kind === "cells"
        ? value.cells[step]
        : value.kind === "structs" && value.elements[step]
          ? { kind: value.kind, dimensions: [1, 1], elements: [value.elements[step]] }
          : undefined;
    return found ?? refuse(file, entry, `no element ${step} in ${value.kind}`);
  }
  const one = value.kind === "cells" && value.cells.length === 1 ? value.cells[0]! : value;
  const fields = one.kind === "structs" && one.elements.length === 1 ? one.elements[0] : undefined;
  if (!fields) return refuse(file, entry, `no field "${step}" in ${value.kind}`);
  const guess = nearest(step, fields.keys());
  const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
  const known = [...fields.keys()].join(", ") || "nothing";
  return fields.get(step) ?? refuse(file, entry, `no "${step}"`, `${hint}it holds: ${known}`);
}

function refuse(file: string, entry: string, problem: string, help?: string): never {
  throw new FormatError(file, { entry }, problem, help);
}
