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
  const { units } = cell;
  const gates =
    kind === "LSTM" ? [gateActivation, activation, activation] : [gateActivation, activation];
  const attributes: RecurrentAttributes = {
    kind,
    units,
    activations: (kind === "RNN" ? [activation] : gates).map(({ onnx }) => onnx),
    reverse: goBackwards,
  };
  const forward = customGrad((...args) => {
    const save = args.pop() as unknown as GradSaveFunc;
    const [x, kernel, recurrent, bias] = args as Tensor[];
    const tensors = { x: x!, kernel: kernel!, recurrent: recurrent!, ...(bias && { bias }) };
    const [all, last] = engine().runKernel(recurrentKernel, tensors, { ...attributes }) as Tensor[];
    save([...(args as Tensor[]), all!]);
    const value = returnSequences ? inOrder(all!, goBackwards) : last!;
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const trace = traceOf(saved, bias !== undefined, goBackwards, {
          activation,
          gateActivation,
        });
        const found = recurrentGradients(kind, trace, outputGradients(dy, trace, returnSequences));
        return [
          untraced(found.x, x!, goBackwards),
          found.kernel,
          found.recurrent,
          ...(bias ? [found.bias] : []),
        ];
      },
    } as never;
  });
  const weights = [cell.kernel, cell.recurrentKernel, ...(cell.bias ? [cell.bias] : [])];
  return forward(input, ...weights.map((weight) => weight.read()));
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
