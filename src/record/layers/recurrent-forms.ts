/** @file Recurrent layers in a recording: one ONNX operation with a closed-form gradient, where tf.js unrolls. */
import {
  concat,
  customGrad,
  engine,
  type GradSaveFunc,
  type layers,
  reshape,
  reverse,
  slice,
  split,
  type Tensor,
  transpose,
  zeros,
} from "@tensorflow/tfjs";
import { type GateActivation, gateActivations } from "./gate-activations.ts";
import type { Cell } from "./recurrent-dropout.ts";
import { recurrentGradients, type Trace } from "./recurrent-gradient.ts";
import { type CellKind, type RecurrentAttributes, recurrentKernel } from "./recurrent-kernel.ts";

type LayerVariable = layers.Layer["weights"][number];
type Activation = { getClassName(): string };

/** The fields of tf.js's recurrent layers and cells that are read here. */
interface RecurrentLayer extends layers.Layer {
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly cell: Cell & {
    readonly units: number;
    readonly kernel: LayerVariable;
    readonly recurrentKernel: LayerVariable;
    readonly bias: LayerVariable | null;
    readonly activation: Activation;
    readonly recurrentActivation?: Activation;
  };
}

const kinds: Readonly<Record<string, CellKind>> = { GRU: "GRU", LSTM: "LSTM", SimpleRNN: "RNN" };

/** What the layer computes, as one operation; undefined where it must be unrolled (see the conditions). */
export function recurrentForm(
  layer: layers.Layer,
  inputs: readonly Tensor[],
  kwargs: Readonly<Record<string, unknown>>,
): Tensor | undefined {
  const kind = kinds[layer.getClassName()];
  if (!kind) return undefined;
  const { cell, returnState } = layer as RecurrentLayer;
  const drops = kwargs.training === true && cell.dropout + cell.recurrentDropout > 0;
  const plain = inputs.length === 1 && !kwargs.mask && !kwargs.initialState && !drops;
  const [activation, gateActivation] = [cell.activation, cell.recurrentActivation].map(
    (named) => gateActivations[named?.getClassName() ?? "sigmoid"],
  );
  if (!plain || layer.stateful || returnState || !activation || !gateActivation) return undefined;
  return run(layer as RecurrentLayer, inputs[0]!, kind, activation, gateActivation);
}

function run(
  { cell, returnSequences, goBackwards }: RecurrentLayer,
  input: Tensor,
  kind: CellKind,
  activation: GateActivation,
  gateActivation: GateActivation,
): Tensor {
  const [kernel, recurrent] = [cell.kernel.read(), cell.recurrentKernel.read()];
  const weights = { kernel, recurrent, ...(cell.bias && { bias: cell.bias.read() }) };
  const form = { kind, activation, gateActivation, backwards: goBackwards };
  return recurrentStates(input, weights, { ...form, sequences: returnSequences });
}

/** As tf.js has them: [channel, gate·unit], [unit, gate·unit], [gate·unit]. */
export interface RecurrentWeights {
  readonly kernel: Tensor;
  readonly recurrent: Tensor;
  readonly bias?: Tensor;
}

export interface StatesForm {
  readonly kind: CellKind;
  readonly activation: GateActivation;
  /** Of an RNN, which has no gates: whatever. */
  readonly gateActivation: GateActivation;
  /** Steps are taken from the last to the first. */
  readonly backwards: boolean;
  /** All states, [batch, step taken, unit]; else the last, [batch, unit]. */
  readonly sequences: boolean;
}

/** A recurrent layer over x [batch, time, channel] as one operation of a recording. */
export function recurrentStates(x: Tensor, weights: RecurrentWeights, form: StatesForm): Tensor {
  const { kind, activation, gateActivation, backwards, sequences } = form;
  const gates =
    kind === "LSTM" ? [gateActivation, activation, activation] : [gateActivation, activation];
  const attributes: RecurrentAttributes = {
    kind,
    units: weights.recurrent.shape[0]!,
    activations: (kind === "RNN" ? [activation] : gates).map(({ onnx }) => onnx),
    reverse: backwards,
  };
  const biased = weights.bias !== undefined;
  const forward = customGrad((...args) => {
    const save = args.pop() as unknown as GradSaveFunc;
    const [input, kernel, recurrent, bias] = args as Tensor[];
    const tensors = { x: input!, kernel: kernel!, recurrent: recurrent!, ...(bias && { bias }) };
    const [all, last] = engine().runKernel(recurrentKernel, tensors, { ...attributes }) as Tensor[];
    save([...(args as Tensor[]), all!]);
    return {
      value: sequences ? inOrder(all!, backwards) : last!,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const trace = traceOf(saved, biased, backwards, { activation, gateActivation });
        const found = recurrentGradients(kind, trace, outputGradients(dy, trace, sequences));
        return [
          untraced(found.x, x, backwards),
          found.kernel,
          found.recurrent,
          ...(biased ? [found.bias] : []),
        ];
      },
    } as never;
  });
  const { kernel, recurrent, bias } = weights;
  return forward(x, kernel, recurrent, ...(bias ? [bias] : []));
}

/** [time, batch, unit] as the layer returns it: [batch, step taken, unit]. */
function inOrder(states: Tensor, backwards: boolean): Tensor {
  const rows = transpose(states, [1, 0, 2]);
  return backwards ? reverse(rows, 1) : rows;
}

/** Rows in the order of the steps: [batch, time, n] → [step·batch, n]. */
function stepRows(x: Tensor, backwards: boolean): Tensor {
  const [batch, time, size] = x.shape as [number, number, number];
  const steps = transpose(backwards ? reverse(x, 1) : x, [1, 0, 2]);
  return reshape(steps, [time * batch, size]);
}

function traceOf(
  saved: readonly Tensor[],
  biased: boolean,
  backwards: boolean,
  activations: Pick<Trace, "activation" | "gateActivation">,
): Trace {
  const [x, kernel, recurrent] = saved as [Tensor, Tensor, Tensor];
  const states = saved.at(-1)!;
  const [steps, batch, units] = states.shape as [number, number, number];
  const taken = reshape(backwards ? reverse(states, 0) : states, [steps * batch, units]);
  const earlier = slice(taken, [0, 0], [(steps - 1) * batch, units]);
  return {
    x: stepRows(x, backwards),
    before: concat([zeros([batch, units]), earlier]),
    after: taken,
    kernel,
    recurrent,
    bias: biased ? saved[3] : undefined,
    steps,
    ...activations,
  };
}

/** The gradient by the state after each step. */
function outputGradients(
  dy: Tensor,
  { steps }: Trace,
  sequences: boolean,
): readonly (Tensor | undefined)[] {
  if (sequences) return split(stepRows(dy, false), steps);
  return Array.from({ length: steps }, (_, step) => (step === steps - 1 ? dy : undefined));
}

/** Back from [step·batch, channel] to the shape of the input. */
function untraced(dx: Tensor, { shape }: Tensor, backwards: boolean): Tensor {
  const [batch, time, channels] = shape as [number, number, number];
  const rows = transpose(reshape(dx, [time, batch, channels]), [1, 0, 2]);
  return backwards ? reverse(rows, 1) : rows;
}
