/** @file Rules of products of matrices and of recurrent layers. */
import { broadcastShapes } from "#graph/broadcast-shapes";
import { differ, type Rule, type ShapeRule, shapeOf } from "./rule.ts";

const matMul: ShapeRule = (node) => {
  const [a, b] = node.inputs.map(shapeOf);
  if (!a || !b) return undefined;
  if (a.length === 0 || b.length === 0) return "its inputs must have an axis";
  if (a.length === 1 || b.length === 1) return undefined;
  if (differ([a.at(-1)], [b.at(-2)])) return "its inner sizes differ";
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  if (!batch) return "its outer sizes do not broadcast";
  return [...batch, a.at(-2), b.at(-1)];
};

const gemm: ShapeRule = (node) => {
  const [a, b, c] = node.inputs.map(shapeOf);
  if (!a || !b) return undefined;
  if (a.length !== 2 || b.length !== 2) return "its inputs must be matrices";
  const { transA, transB } = node.attributes;
  if (differ([a[transA ? 0 : 1]], [b[transB ? 1 : 0]])) return "its inner sizes differ";
  const shape = [a[transA ? 1 : 0]!, b[transB ? 0 : 1]!];
  if (c && (c.length > 2 || differ(broadcastShapes(shape, c) ?? [], shape)))
    return `its third input [${c}] does not broadcast to [${shape}]`;
  return shape;
};

/** x `[time, batch, input]`; weights `[direction, gates · units, …]`. */
function recurrent(gates: number): Rule {
  return ({ inputs, attributes }) => {
    const [x, w, r] = inputs.map(shapeOf);
    const direction = String(attributes.direction ?? "forward");
    const known = ["forward", "reverse", "bidirectional"];
    if (!known.includes(direction)) return `direction must be one of ${known.join(", ")}`;
    if (x && x.length !== 3) return "its input must be [time, batch, input]";
    const units = attributes.hidden_size === undefined ? undefined : Number(attributes.hidden_size);
    const directions = direction === "bidirectional" ? 2 : 1;
    const rows = units && gates * units;
    if (differ([directions, rows, x?.[2]], w)) return `its weight [${w}] does not fit`;
    return differ([directions, rows, units], r)
      ? `its weight [${r}] of the state does not fit`
      : undefined;
  };
}

export const matrixShapes: readonly (readonly [string, ShapeRule])[] = [
  ["Gemm", gemm],
  ["MatMul", matMul],
];

export const matrixRules: readonly (readonly [string, Rule])[] = [
  ["GRU", recurrent(3)],
  ["LSTM", recurrent(4)],
  ["RNN", recurrent(1)],
];
