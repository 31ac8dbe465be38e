/** @file ONNX's recurrent layers in tf.js: one operation in a recording, step by step elsewhere. */
import {
  add,
  gather,
  getBackend,
  matMul,
  mul,
  reshape,
  reverse,
  slice,
  split,
  stack,
  sub,
  type Tensor,
  type Tensor2D,
  tensor1d,
  transpose,
  unstack,
  zeros,
} from "@tensorflow/tfjs";
import type { Node } from "#graph/graph";
import { backendName } from "#record/backend";
import { type GateActivation, gateActivations } from "#record/layers/gate-activations";
import { type RecurrentWeights, recurrentStates } from "#record/layers/recurrent-forms";
import type { CellKind } from "#record/layers/recurrent-kernel";
import { stopGradient } from "#record/layers/stop-gradient";
import type { Call } from "./replay-ops.ts";

/** Place in ONNX's weights of each of tf.js's gates: input, forget, candidate, output; update, reset, candidate. */
const gateOrder: Readonly<Record<CellKind, readonly number[]>> = {
  LSTM: [0, 2, 3, 1],
  GRU: [0, 1, 2],
  RNN: [0],
};

const byOnnxName = new Map(Object.values(gateActivations).map((each) => [each.onnx, each]));

interface CellActivations {
  readonly activation: GateActivation;
  readonly gateActivation: GateActivation;
}

/** Attributes that change what a cell computes. */
const unknown = [
  ...["activation_alpha", "activation_beta", "clip"],
  ...["input_forget", "layout", "linear_before_reset"],
];

/** Whether the layer runs one way, from a state of zeros, with constant weights, and as tf.js's cells compute. */
export function isPlainRecurrent({ op, domain, inputs, outputs, attributes }: Node): boolean {
  if (domain !== "" || !(op in gateOrder) || outputs.length > 2) return false;
  const [x, ...rest] = inputs;
  const [weights, states] = [rest.slice(0, 3), rest.slice(3)];
  const constant = weights.every((value, i) => (i === 2 && !value) || isFloats(value));
  const other = unknown.some((name) => attributes[name]);
  const oneWay = attributes.direction !== "bidirectional";
  const fresh = states.every((value) => !value);
  return constant && oneWay && fresh && !x?.data && !other && !!activationsOf(op, attributes);
}

function isFloats(value: Node["inputs"][number]): boolean {
  return value?.dtype === "float32" && value.data !== undefined;
}

/** `undefined` where tf.js's cells have no such activations: an LSTM's candidate and output share theirs. */
function activationsOf(
  op: string,
  { activations }: Node["attributes"],
): CellActivations | undefined {
  const fallback = { LSTM: ["Sigmoid", "Tanh", "Tanh"], GRU: ["Sigmoid", "Tanh"], RNN: ["Tanh"] };
  const names = (activations ?? fallback[op as CellKind]) as readonly string[];
  const known = names.map((name) => byOnnxName.get(name));
  const [gateActivation, activation = gateActivation] = known;
  const oneOwn = known.slice(1).every((each) => each === activation);
  return gateActivation && activation && oneOwn ? { gateActivation, activation } : undefined;
}

/** X [time, batch, channel] → Y [time, direction 1, batch, unit]. */
export function recurrentLayer(
  { node, input }: Call,
  [weight, states, bias]: readonly (Tensor | undefined)[],
): Tensor {
  const kind = node.op as CellKind;
  const units = Number(node.attributes.hidden_size);
  const columns = tensor1d(
    gateOrder[kind].flatMap((gate) => Array.from({ length: units }, (_, u) => gate * units + u)),
    "int32",
  );
  const turned = (rows: Tensor) => {
    const [, width, from] = rows.shape as [number, number, number];
    return gather(transpose(reshape(rows, [width, from])), columns, 1);
  };
  const kernel = turned(weight!);
  const recurrent = turned(states!);
  const weights = bias
    ? { kernel, recurrent, bias: gather(sumOfHalves(bias), columns) }
    : { kernel, recurrent };
  const form = { kind, ...activationsOf(kind, node.attributes)! };
  const backwards = node.attributes.direction === "reverse";
  const x = transpose(input(0), [1, 0, 2]);
  const taken = statesOf(x, weights, form, backwards);
  const inTime = transpose(backwards ? reverse(taken, 1) : taken, [1, 0, 2]);
  const [time, batch] = inTime.shape as [number, number, number];
  return reshape(inTime, [time, 1, batch, units]);
}

/** Y_h [direction 1, batch, unit] of Y. */
export function lastState({ attributes }: Node, y: Tensor): Tensor {
  const [time, one, batch, units] = y.shape as [number, number, number, number];
  const last = attributes.direction === "reverse" ? 0 : time - 1;
  return reshape(slice(y, [last, 0, 0, 0], [1, one, batch, units]), [one, batch, units]);
}

/** The biases of the input and of the state act as one: the first is trained. */
function sumOfHalves(bias: Tensor): Tensor {
  const [ofInput, ofState] = split(reshape(bias, [2, bias.size / 2]), 2);
  return reshape(add(ofInput!, stopGradient(ofState!)), [bias.size / 2]);
}

interface CellForm extends CellActivations {
  readonly kind: CellKind;
}

/** [batch, step taken, unit]. */
function statesOf(
  x: Tensor,
  weights: RecurrentWeights,
  form: CellForm,
  backwards: boolean,
): Tensor {
  if (getBackend() === backendName)
    return recurrentStates(x, weights, { ...form, backwards, sequences: true });
  const { kernel, recurrent, bias } = weights;
  const units = recurrent.shape[0]!;
  let state: CellState = { h: zeros([x.shape[0]!, units]), c: zeros([x.shape[0]!, units]) };
  const inOrder = unstack(backwards ? reverse(x, 1) : x, 1);
  const states = inOrder.map((step) => {
    const product = dot(step, kernel);
    state = cells[form.kind](bias ? add(product, bias) : product, state, recurrent, form);
    return state.h;
  });
  return stack(states, 1);
}

interface CellState {
  readonly h: Tensor;
  /** Of an LSTM. */
  readonly c: Tensor;
}

type Step = (
  input: Tensor,
  before: CellState,
  recurrent: Tensor,
  act: CellActivations,
) => CellState;

/** Equations as in src/record/layers/recurrent-gradient.ts. */
const cells: Readonly<Record<CellKind, Step>> = {
  LSTM: (input, { h, c }, recurrent, { activation, gateActivation }) => {
    const sums = split(add(input, dot(h, recurrent)), 4, 1);
    const [i, f, o] = [0, 1, 3].map((gate) => gateActivation.apply(sums[gate]!));
    const cell = add(mul(f!, c), mul(i!, activation.apply(sums[2]!)));
    return { h: mul(o!, activation.apply(cell)), c: cell };
  },
  GRU: (input, { h, c }, recurrent, { activation, gateActivation }) => {
    const units = h.shape[1]!;
    const [gates, candidate] = split(recurrent, [2 * units, units], 1);
    const [intoGates, intoCandidate] = split(input, [2 * units, units], 1);
    const both = gateActivation.apply(add(intoGates!, dot(h, gates!)));
    const [z, r] = split(both, 2, 1);
    const fresh = activation.apply(add(intoCandidate!, dot(mul(r!, h), candidate!)));
    return { h: add(mul(z!, h), mul(sub(1, z!), fresh)), c };
  },
  RNN: (input, { h, c }, recurrent, { activation }) => {
    return { h: activation.apply(add(input, dot(h, recurrent))), c };
  },
};

function dot(a: Tensor, b: Tensor): Tensor {
  return matMul(a as Tensor2D, b as Tensor2D);
}
