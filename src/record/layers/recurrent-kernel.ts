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
    const order = gateOrder[kind];
    const rows = (weight: Value) => gateRows(emit, weight, order, units);
    const inputs = [emit.transpose(x!, [1, 0, 2]), rows(kernel!), rows(states!)];
    if (bias) inputs.push(gateBias(emit, bias, order, units));
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
function gateRows(emit: Emitter, weight: Value, order: readonly number[], units: number): Value {
  const [from] = sizes(weight) as [number, number];
  const gates = order.map((gate) => emit.slice(weight, 1, gate * units, (gate + 1) * units));
  const rows = emit.transpose(ordered(order) ? weight : emit.concat(gates, 1), [1, 0]);
  return emit.reshape(rows, [1, order.length * units, from]);
}

/** [gate·unit] → [direction 1, 2·gate·unit]: that of the input, and none of the state. */
function gateBias(emit: Emitter, bias: Value, order: readonly number[], units: number): Value {
  const gates = order.map((gate) => emit.slice(bias, 0, gate * units, (gate + 1) * units));
  const size = order.length * units;
  const none = emit.constant(new Float32Array(size), [size]);
  const both = emit.concat([...(ordered(order) ? [bias] : gates), none], 0);
  return emit.reshape(both, [1, 2 * size]);
}

function ordered(order: readonly number[]): boolean {
  return order.every((gate, i) => gate === i);
}
