/** @file What the standard operators take, give and are told, at each version of the operator set. */
import type { DType } from "./graph.ts";
import { operatorTable } from "./operator-table.ts";

/** One input or output. */
export interface Parameter {
  /** Tensors of one type variable have one element type. */
  readonly variable: string;
  readonly types: readonly DType[];
  readonly optional: boolean;
  /** The last, which takes any number. */
  readonly variadic: boolean;
}

export interface Operator {
  /** The operator set that brought this form. */
  readonly since: number;
  /** Fewest inputs and outputs. */
  readonly least: { readonly inputs: number; readonly outputs: number };
  readonly inputs: readonly Parameter[];
  readonly outputs: readonly Parameter[];
  readonly attributes: ReadonlyMap<string, AttributeKind>;
}

export interface AttributeKind {
  /** As in {@link attributeKinds}. */
  readonly kind: string;
  readonly required: boolean;
}

/** Letters of the table. */
export const attributeKinds: Readonly<Record<string, string>> = {
  f: "FLOAT",
  i: "INT",
  s: "STRING",
  t: "TENSOR",
  F: "FLOATS",
  I: "INTS",
  S: "STRINGS",
  x: "GRAPH or SPARSE_TENSOR",
};

/** The oldest operator set that the table knows whole. */
export const oldestOpset = 7;

/** The operator as the set of that version has it; `undefined` where it has none of that name. */
export function operatorAt(name: string, opset: number): Operator | undefined {
  const line = versionsOf(name).findLast(({ since }) => since <= opset);
  return line === undefined || line.text === "gone" ? undefined : parse(line);
}

/** The operator set that brought the operator, where any has it. */
export function firstOpset(name: string): number | undefined {
  return versionsOf(name)[0]?.since;
}

interface Line {
  readonly since: number;
  readonly text: string;
}

let lines: ReadonlyMap<string, readonly Line[]> | undefined;

function versionsOf(name: string): readonly Line[] {
  lines ??= readTable();
  return lines.get(name) ?? [];
}

function readTable(): ReadonlyMap<string, readonly Line[]> {
  const found = new Map<string, Line[]>();
  for (const line of operatorTable.trim().split("\n")) {
    const [head = "", ...rest] = line.split(" ");
    const [name = "", since] = head.split("@");
    found.set(name, [...(found.get(name) ?? []), { since: Number(since), text: rest.join(" ") }]);
  }
  return found;
}

const parsed = new WeakMap<Line, Operator>();

function parse(line: Line): Operator {
  const known = parsed.get(line);
  if (known) return known;
  const [signature = "", types = "", attributes = ""] = line.text.split(" ");
  const [inputs = "", outputs = ""] = signature.split(">");
  const allowed = new Map(entriesOf(types, "="));
  const operator = {
    since: line.since,
    least: { inputs: Number.parseInt(inputs, 10), outputs: Number.parseInt(outputs, 10) },
    inputs: parametersOf(inputs, allowed),
    outputs: parametersOf(outputs, allowed),
    attributes: new Map(
      entriesOf(attributes, ":").map(([name, kind]) => [
        name,
        { kind: attributeKinds[kind[0]!]!, required: kind.endsWith("!") },
      ]),
    ),
  };
  parsed.set(line, operator);
  return operator;
}

/** "a=x,b=y" → [["a", "x"], ["b", "y"]]; "-" → []. */
function entriesOf(text: string, mark: string): [string, string][] {
  if (text === "-") return [];
  return text.split(",").map((each) => each.split(mark) as [string, string]);
}

/** "2:T,=l,T~": at least two; one of type T, an int64, one of type T that may be missing. */
function parametersOf(text: string, allowed: ReadonlyMap<string, string>): Parameter[] {
  const list = text.slice(text.indexOf(":") + 1);
  if (list === "") return [];
  return list.split(",").map((each) => {
    const [, name = "", marks = ""] = /^(=?\w+|=\?)([~*]*)$/.exec(each) ?? [];
    const letters = name.startsWith("=") ? name.slice(1) : (allowed.get(name) ?? "");
    return {
      variable: marks === "**" ? "" : name,
      types: [...letters].map((letter) => dtypes[letter]!),
      optional: marks === "~",
      variadic: marks.startsWith("*"),
    };
  });
}

const dtypes: Readonly<Record<string, DType>> = {
  e: "float16",
  f: "float32",
  d: "float64",
  b: "int8",
  B: "uint8",
  i: "int32",
  l: "int64",
  "?": "bool",
};
