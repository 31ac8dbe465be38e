/** @file Which axes a slice or a reduction works along. */
import type { Node, Value } from "#graph/graph";

export interface WorkedAxes {
  readonly axes: readonly number[];
  /** They are there afterwards, if shorter. */
  readonly stay: boolean;
}

const reductions: ReadonlySet<string> = new Set(["ReduceMax", "ReduceMean", "ReduceSum"]);

/** `undefined` for any other operation, and where the axes are not constant. */
export function workedAxes({ op, domain, inputs, attributes }: Node): WorkedAxes | undefined {
  const rank = inputs[0]?.shape.length ?? 0;
  const fromFront = (axis: number) => (axis < 0 ? axis + rank : axis);
  const all = Array.from({ length: rank }, (_, axis) => axis);
  if (domain === "" && reductions.has(op)) {
    const axes = (attributes.axes as readonly number[] | undefined) ?? numbersOf(inputs[1], all);
    return axes && { axes: axes.map(fromFront), stay: Number(attributes.keepdims ?? 1) === 1 };
  }
  const starts = op === "Slice" && domain === "" ? numbersOf(inputs[1], []) : undefined;
  const axes = starts && numbersOf(inputs[3], all.slice(0, starts.length));
  return axes && { axes: axes.map(fromFront), stay: true };
}

/** `absent` where there is no such input, `undefined` where it is computed. */
function numbersOf(
  value: Value | undefined,
  absent: readonly number[],
): readonly number[] | undefined {
  if (!value) return absent;
  return value.data && Array.from(value.data, Number);
}
