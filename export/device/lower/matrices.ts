/** @file Products of matrices, and recurrent layers. */
import { sizeOf } from "#core/signal";
import type { Builder } from "#export/device/builder";
import { transposedData } from "#export/device/order";
import type { Tensor } from "#export/device/program";
import type { Node, Value } from "#graph/graph";
import { type Lowering, type Lowerings, real, shapeOf, unsupported } from "./lowering.ts";

const gemm: Lowering = (builder, node) => {
  const [a, b, c] = node.inputs as [Value, Value, Value?];
  if (!b.data) unsupported(node, "has weights that depend on its input");
  const input = node.attributes.transA
    ? builder.transpose(builder.plain(a), [1, 0], node.name)
    : builder.plain(a);
  const [alpha, beta] = [real(node, "alpha", 1), real(node, "beta", 1)];
  const weight = outputsFirst(b, Boolean(node.attributes.transB), alpha);
  const outputs = weight.shape[0]!;
  const told = c && biasOf(node, c, outputs);
  const bias = Float32Array.from({ length: outputs }, (_, i) => beta * (told?.at(i) ?? 0));
  builder.add(node, { kind: "dense", input, weight, bias, relu: false });
};

/** One for each output; one number counts for all. */
function biasOf(node: Node, { data, shape }: Value, outputs: number): Float32Array {
  if (!data) unsupported(node, "has a bias that depends on its input");
  if (data.length === 1) return new Float32Array(outputs).fill(Number(data[0]));
  if (data.length !== outputs || shape.at(-1) !== outputs)
    unsupported(node, "adds more than one bias per output");
  return data as Float32Array;
}

/** Weights `[output, input]`. */
function outputsFirst(value: Value, isSo: boolean, factor: number) {
  const data = (value.data as Float32Array).map((x) => x * factor);
  const [rows, columns] = shapeOf(value) as [number, number];
  if (isSo) return { name: value.name, shape: [rows, columns], data };
  const turned = transposedData(data, [rows, columns], [1, 0]);
  return { name: value.name, shape: [columns, rows], data: turned };
}

const matMul: Lowering = (builder, node) => {
  const [a, b] = node.inputs as [Value, Value];
  if (!b.data || shapeOf(b).length !== 2 || shapeOf(a).length < 2) {
    const [input, other] = [builder.plain(a), builder.plain(b)];
    if (input.shape.length !== other.shape.length)
      unsupported(node, "multiplies tensors of two ranks");
    return builder.add(node, { kind: "product", input, other });
  }
  const weight = outputsFirst(b, false, 1);
  const [outputs, inputs] = weight.shape as [number, number];
  const rows = sizeOf(shapeOf(a)) / inputs;
  const input = builder.reshape(builder.plain(a), [rows, inputs], node.name);
  const bias = new Float32Array(outputs);
  const parts = { kind: "dense", input, weight, bias, relu: false } as const;
  const product = builder.layer(node.name, parts, [rows, outputs], node.outputs[0]);
  return builder.bind(node, builder.reshape(product, shapeOf(node.outputs[0]), node.name));
};

const lstm: Lowering = (builder, node) => {
  const { bias, units, time, backwards, ...rest } = recurrentParts(builder, node, 4);
  const parts = {
    kind: "lstm",
    ...{ ...rest, units, backwards },
    bias: bias.slice(0, 4 * units).map((b, i) => b + bias[4 * units + i]!),
  } as const;
  const states = builder.layer(node.name, parts, [time, 1, units], node.outputs[0]);
  bindStates(builder, node, states, backwards ? 0 : time - 1);
};

const gru: Lowering = (builder, node) => {
  const { bias, units, time, backwards, ...rest } = recurrentParts(builder, node, 3);
  const parts = {
    kind: "gru",
    ...{ ...rest, units, backwards },
    bias: bias.slice(0, 3 * units),
    stateBias: bias.slice(3 * units),
    resetAfter: Number(node.attributes.linear_before_reset ?? 0) === 1,
  } as const;
  const states = builder.layer(node.name, parts, [time, 1, units], node.outputs[0]);
  bindStates(builder, node, states, backwards ? 0 : time - 1);
};

/** What LSTM and GRU share; `bias` of the inputs and then of the state, zeros where there is none. */
function recurrentParts(builder: Builder, node: Node, gates: number) {
  const [x, weight, state, bias] = node.inputs as [Value, Value, Value, Value?];
  const units = Number(node.attributes.hidden_size);
  requirePlain(node);
  return {
    input: builder.plain(x),
    weight: weight.data as Float32Array,
    state: state.data as Float32Array,
    bias: (bias?.data as Float32Array | undefined) ?? new Float32Array(2 * gates * units),
    units,
    time: shapeOf(x)[0] as number,
    backwards: node.attributes.direction === "reverse",
    gate: gateOf(node),
  };
}

/** All states `[time, direction, batch, unit]`, and the last `[direction, batch, unit]`. */
function bindStates(builder: Builder, node: Node, states: Tensor, end: number): void {
  const [time, , units] = states.shape as [number, number, number];
  builder.bind(node, builder.reshape(states, [time, 1, 1, units], node.name));
  if (!node.outputs[1]?.readers.length) return;
  const parts = { kind: "slice", input: states, begin: [end, 0, 0] } as const;
  builder.bind(node, builder.layer(`${node.name}_last`, parts, [1, 1, units]), 1);
}

function gateOf(node: Node): "Sigmoid" | "HardSigmoid" {
  const [gate = "Sigmoid", ...others] = (node.attributes.activations as readonly string[]) ?? [];
  if ((gate !== "Sigmoid" && gate !== "HardSigmoid") || others.some((it) => it !== "Tanh"))
    unsupported(node, "has activations that are neither sigmoids nor tanh");
  if (node.attributes.activation_alpha || node.attributes.activation_beta)
    unsupported(node, "has activations of another slope");
  return gate;
}

function requirePlain(node: Node): void {
  const [, weight, state, bias, ...rest] = node.inputs;
  if (!weight?.data || !state?.data || (bias && !bias.data))
    unsupported(node, "computes its weights");
  if (rest.some((value) => value && !value.data?.every((x) => Number(x) === 0)))
    unsupported(node, "starts from a state, or has peepholes");
  if (node.attributes.direction === "bidirectional" || node.attributes.layout)
    unsupported(node, "runs both ways in one node");
  if (node.attributes.clip || node.attributes.input_forget)
    unsupported(node, "clips, or ties its gates to one another");
  if (node.outputs[2]?.readers.length) unsupported(node, "gives its cell state");
}

export const matrixLowerings: Lowerings = { GRU: gru, Gemm: gemm, LSTM: lstm, MatMul: matMul };
