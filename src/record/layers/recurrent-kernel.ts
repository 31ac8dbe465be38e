/** @file A whole recurrent layer as one ONNX operation. The kernel exists in recordings only. */
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";

export const recurrentKernel = "WristillRecurrent";

export type CellKind = "LSTM" | "GRU" | "RNN";

export interface RecurrentAttributes {
  readonly kind: CellKind;
  readonly units: number;
  /** In ONNX's names: gates, then candidate, then output of the cell, as many as the kind has. */
  readonly activations: readonly string[];
  /** Steps are taken from the last to the first. */
  readonly reverse: boolean;
}

/** Place in tf.js's weights of each of ONNX's gates: input, output, forget, candidate; update, reset, candidate. */
const gateOrder: Readonly<Record<CellKind, readonly number[]>> = {
  LSTM: [0, 3, 1, 2],
  GRU: [0, 1, 2],
  RNN: [0],
};

/** x [batch, time, channel] → states of all steps [time, batch, unit] and after the last one taken [batch, unit]. */
export const recurrent: Op<RecurrentAttributes> = defineOp<RecurrentAttributes>({
  kernel: recurrentKernel,
  onnx: (emit, { x, kernel, recurrent: states, bias }, { kind, units, activations, reverse }) => {
    const [batch, time] = sizes(x!) as [number, number, number];
    const columns = gateOrder[kind].flatMap((gate) =>
      Array.from({ length: units }, (_, unit) => gate * units + unit),
    );
    const rows = [kernel!, states!].map((weight) => gateRows(emit, weight, columns));
    const inputs = [emit.transpose(x!, [1, 0, 2]), ...rows];
    if (bias) inputs.push(gateBias(emit, bias, columns));
    const direction = reverse ? "reverse" : "forward";
    const [all, last] = emit.addNode(
      kind,
      inputs,
      [
        { dtype: "float32", shape: [time, 1, batch, units] },
        { dtype: "float32", shape: [1, batch, units] },
      ],
      { attributes: { hidden_size: units, direction, activations } },
    );
    return [emit.reshape(all!, [time, batch, units]), emit.reshape(last!, [batch, units])];
  },
  samples: [],
});

/** [from, gate·unit] → [direction 1, gate·unit, from], gates in ONNX's order. */
function gateRows(emit: Emitter, weight: Value, columns: readonly number[]): Value {
  const [from, width] = sizes(weight) as [number, number];
  const shape = [1, columns.length, from];
  const { data } = weight;
  if (!data) {
    return emit.reshape(emit.transpose(inColumns(emit, weight, columns, 1), [1, 0]), shape);
  }
  const rows = new Float32Array(columns.length * from);
  let at = 0;
  for (const column of columns)
    for (let row = 0; row < from; row++) rows[at++] = Number(data[row * width + column]);
  return emit.constant(rows, shape);
}

/** [gate·unit] → [direction 1, 2·gate·unit]: that of the input, and none of the state. */
function gateBias(emit: Emitter, bias: Value, columns: readonly number[]): Value {
  const [size, shape] = [columns.length, [1, 2 * columns.length]];
  const { data } = bias;
  if (data) {
    const both = Float32Array.from({ length: 2 * size }, (_, i) =>
      Number(data[columns[i] ?? -1] ?? 0),
    );
    return emit.constant(both, shape);
  }
  const none = emit.constant(new Float32Array(size), [size]);
  return emit.reshape(emit.concat([inColumns(emit, bias, columns, 0), none], 0), shape);
}

function inColumns(emit: Emitter, x: Value, columns: readonly number[], axis: number): Value {
  if (columns.every((column, i) => column === i)) return x;
  return emit.add("Gather", [x, emit.ints(columns)], sizes(x), { attributes: { axis } });
}
