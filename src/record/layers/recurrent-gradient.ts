/**
 * @file Backpropagation through time (Werbos 1990, doi:10.1109/5.58337) in closed form. All that one step does not need
 * from its neighbour is computed for all steps at once; what remains of a step is a few operations on [batch, unit].
 */
import {
  add,
  concat,
  matMul,
  mul,
  split,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  zerosLike,
} from "@tensorflow/tfjs";
import type { GateActivation } from "./gate-activations.ts";
import type { CellKind } from "./recurrent-kernel.ts";

/** What the forward pass leaves. Rows are steps in the order they were taken, the samples of a step together. */
export interface Trace {
  /** Inputs: [step·batch, channel]. */
  readonly x: Tensor;
  /** States before and after each step: [step·batch, unit]. */
  readonly before: Tensor;
  readonly after: Tensor;
  /** Weights as tf.js has them: [channel, gate·unit], [unit, gate·unit], [gate·unit]. */
  readonly kernel: Tensor;
  readonly recurrent: Tensor;
  readonly bias: Tensor | undefined;
  readonly steps: number;
  readonly activation: GateActivation;
  readonly gateActivation: GateActivation;
}

/** Gradients by the gates' inputs [step·batch, gate·unit], and those of the recurrent weights. */
interface Through {
  readonly gates: Tensor;
  readonly recurrent: Tensor;
}

/** Takes the gradient by the state after each step, as far as it does not come from later steps. */
type Backward = (trace: Trace, dy: readonly (Tensor | undefined)[]) => Through;

export interface RecurrentGradients {
  readonly x: Tensor;
  readonly kernel: Tensor;
  readonly recurrent: Tensor;
  readonly bias: Tensor;
}

export function recurrentGradients(
  kind: CellKind,
  trace: Trace,
  dy: readonly (Tensor | undefined)[],
): RecurrentGradients {
  const { gates, recurrent } = backwards[kind](trace, dy);
  return {
    x: dot(gates, trace.kernel, false, true),
    kernel: dot(trace.x, gates, true),
    recurrent,
    bias: sum(gates, 0),
  };
}

const backwardRnn: Backward = ({ before, after, recurrent, steps, activation }, dy) => {
  const slopes = split(activation.slope(after), steps);
  let later: Tensor | undefined;
  const gates = backThrough(steps, (step) => {
    const gate = mul(plus(dy[step], later)!, slopes[step]!);
    later = dot(gate, recurrent, false, true);
    return gate;
  });
  return { gates, recurrent: dot(before, gates, true) };
};

/** Gates: input, forget, candidate, output (Hochreiter and Schmidhuber 1997; Gers et al. 2000). */
const backwardLstm: Backward = (trace, dy) => {
  const { before, recurrent, steps, activation, gateActivation } = trace;
  const sums = split(add(project(trace, trace.kernel), dot(before, recurrent)), 4, 1);
  const [i, f, o] = [0, 1, 3].map((gate) => gateActivation.apply(sums[gate]!));
  const g = activation.apply(sums[2]!);
  const { cells, cellsBefore, forgets } = cellStates(f!, mul(i!, g), steps);
  const out = activation.apply(cells);
  const intoCell = split(mul(o!, activation.slope(out)), steps);
  const factors = [
    mul(g, gateActivation.slope(i!)),
    mul(cellsBefore, gateActivation.slope(f!)),
    mul(i!, activation.slope(g)),
    mul(out, gateActivation.slope(o!)),
  ];
  const intoGates = split(concat(factors, 1), steps);
  let later: Tensor | undefined;
  let laterCell: Tensor | undefined;
  const gates = backThrough(steps, (step) => {
    const state = plus(dy[step], later)!;
    const cell = plus(mul(state, intoCell[step]!), laterCell)!;
    const gate = mul(concat([cell, cell, cell, state], 1), intoGates[step]!);
    later = dot(gate, recurrent, false, true);
    laterCell = mul(cell, forgets[step]!);
    return gate;
  });
  return { gates, recurrent: dot(before, gates, true) };
};

/** cₜ = fₜ·cₜ₋₁ + iₜ·gₜ, the one part of the forward pass that onnxruntime does not hand out. */
function cellStates(forget: Tensor, fresh: Tensor, steps: number) {
  const forgets = split(forget, steps);
  const [first, ...rest] = split(fresh, steps) as [Tensor, ...Tensor[]];
  const states = [first];
  for (const [i, next] of rest.entries()) states.push(add(mul(states[i]!, forgets[i + 1]!), next));
  return {
    forgets,
    cells: concat(states),
    cellsBefore: concat([zerosLike(first), ...states.slice(0, -1)]),
  };
}

/** Gates: update z, reset r, candidate, the reset before the recurrent product (Cho et al. 2014, arXiv:1406.1078). */
const backwardGru: Backward = (trace, dy) => {
  const { before, recurrent, steps, activation, gateActivation } = trace;
  const units = before.shape[1]!;
  const [gateWeights, candidateWeights] = split(recurrent, [2 * units, units], 1);
  const [gateInputs, candidateInputs] = split(project(trace, trace.kernel), [2 * units, units], 1);
  const both = gateActivation.apply(add(gateInputs!, dot(before, gateWeights!)));
  const [z, r] = split(both, 2, 1);
  const kept = mul(r!, before);
  const candidate = activation.apply(add(candidateInputs!, dot(kept, candidateWeights!)));
  const intoCandidate = split(mul(sub(1, z!), activation.slope(candidate)), steps);
  const intoUpdate = split(mul(sub(before, candidate), gateActivation.slope(z!)), steps);
  const intoReset = split(mul(before, gateActivation.slope(r!)), steps);
  const [updates, resets] = [split(z!, steps), split(r!, steps)];
  let later: Tensor | undefined;
  const gates = backThrough(steps, (step) => {
    const state = plus(dy[step], later)!;
    const fresh = mul(state, intoCandidate[step]!);
    const old = dot(fresh, candidateWeights!, false, true);
    const update = mul(state, intoUpdate[step]!);
    const two = concat([update, mul(old, intoReset[step]!)], 1);
    const straight = add(mul(state, updates[step]!), mul(old, resets[step]!));
    later = add(straight, dot(two, gateWeights!, false, true));
    return concat([two, fresh], 1);
  });
  const [gateGradients, candidateGradients] = split(gates, [2 * units, units], 1);
  const parts = [dot(before, gateGradients!, true), dot(kept, candidateGradients!, true)];
  return { gates, recurrent: concat(parts, 1) };
};

const backwards: Readonly<Record<CellKind, Backward>> = {
  GRU: backwardGru,
  LSTM: backwardLstm,
  RNN: backwardRnn,
};

/** The steps from the last to the first; their results in order. */
function backThrough(steps: number, step: (at: number) => Tensor): Tensor {
  const results = Array.from({ length: steps }, (_, i) => step(steps - 1 - i));
  return concat(results.reverse());
}

function project({ x, bias }: Trace, kernel: Tensor): Tensor {
  const y = dot(x, kernel);
  return bias ? add(y, bias) : y;
}

function dot(a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  return matMul(a as Tensor2D, b as Tensor2D, transposeA, transposeB);
}

function plus(a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined {
  return a && b ? add(a, b) : (a ?? b);
}
