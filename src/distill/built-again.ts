/** @file A stretch of a network built once more: the same layers between two taps, with weights and a width of its own. */
import {
  input,
  type LayersModel,
  type layers,
  model,
  type SymbolicTensor,
  type serialization,
  type Tensor,
  tensor,
  tidy,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { Network } from "#core/network";
import { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import { tapNamed } from "./learner.ts";

export interface Stretch {
  /** The tap it reads. */
  readonly from: string;
  /** The tap it gives, or `logits`; `features` by default. */
  readonly to?: string;
  /** Decides the weights. */
  readonly seed: number;
  /** Factor of the layers' filters and units, 1 by default. */
  readonly width?: number;
  /** What it reads instead, without the batch: a tap of another width. */
  readonly shape?: readonly number[];
}

/**
 * The layers between two taps as a model of its own. Its weights are drawn from the values that the network's own have
 * now, layer by layer, with the variance that the new fan-in asks for: before any training, another start of the same
 * kind.
 *
 * @throws UserError where the second tap does not follow from the first alone, or the layers do not fit that width.
 */
export function builtAgain(network: Network, stretch: Stretch): LayersModel {
  const { built, copies } = copyStretch(network, stretch);
  const random = new Random(stretch.seed);
  for (const [layer, copy] of copies) drawWeights(layer, copy, random.fork(layer.name));
  return built;
}

/**
 * The layers between two taps, or from a tap to the logits, with initial weights of their own; each layer with its copy.
 *
 * @throws UserError as {@link builtAgain} does.
 */
export function copyStretch(
  network: Network,
  { from, to = "features", width = 1, shape }: Omit<Stretch, "seed">,
): { readonly built: LayersModel; readonly copies: ReadonlyMap<layers.Layer, layers.Layer> } {
  const [first, last] = [tapOf(network, from), tapOf(network, to)];
  const start = input({ shape: [...(shape ?? first.shape.slice(1))] });
  const copies = new Map<layers.Layer, layers.Layer>();
  const known = new Map<number, SymbolicTensor>([[first.id, start]]);
  const follow = (x: SymbolicTensor): SymbolicTensor => {
    const found = known.get(x.id);
    if (found) return found;
    const { sourceLayer: layer, inputs, outputTensorIndex = 0 } = x;
    if (inputs.length === 0) throw goesAround(network, from, to);
    const before = inputs.map(follow);
    const copy = copies.get(layer) ?? copyOf(layer, width);
    copies.set(layer, copy);
    const output = [applied(copy, before, network, width)].flat()[outputTensorIndex]!;
    known.set(x.id, output);
    return output;
  };
  return { built: model({ inputs: start, outputs: follow(last) }), copies };
}

function tapOf({ model: { name, outputs }, taps }: Network, tap: string): SymbolicTensor {
  const names = ["logits", ...taps];
  return tapNamed(Object.fromEntries(names.map((each, i) => [each, outputs[i]!])), tap, name);
}

/** A layer of the same configuration, scaled, under a new name. */
function copyOf(layer: layers.Layer, width: number): layers.Layer {
  const { name: _, ...config } = layer.getConfig();
  for (const key of ["filters", "units"]) {
    const count = config[key];
    if (typeof count === "number") config[key] = Math.max(1, Math.round(width * count));
  }
  const kind = layer.constructor as serialization.SerializableConstructor<layers.Layer>;
  return kind.fromConfig(kind, config);
}

function applied(
  copy: layers.Layer,
  inputs: SymbolicTensor[],
  { model: { name } }: Network,
  width: number,
): SymbolicTensor | SymbolicTensor[] {
  try {
    return copy.apply(inputs.length === 1 ? inputs[0]! : inputs) as SymbolicTensor;
  } catch (error) {
    throw new UserError(
      `the network "${name}" cannot have a part of ${width} times its width: ${(error as Error).message}`,
      "choose widths that its layers allow, or another network",
    );
  }
}

function goesAround({ model: { name } }: Network, from: string, to: string): UserError {
  return new UserError(
    `in the network "${name}", "${to}" does not follow from "${from}" alone, so that what lies between cannot be built again`,
    "choose a network whose taps follow one another",
  );
}

/** Trained weights by lot; running statistics start anew. */
function drawWeights(layer: layers.Layer, copy: layers.Layer, random: Random): void {
  for (const [i, variable] of copy.trainableWeights.entries()) {
    const source = layer.trainableWeights[i]!;
    tidy(() => {
      variable.write(drawnFrom(source.read(), variable.shape as number[], random));
    });
  }
}

/** Draws with replacement, times √(fan-in of the source / fan-in of the new). */
function drawnFrom(source: Tensor, shape: readonly number[], random: Random): Tensor {
  const values = source.dataSync();
  const scale = shape.length > 1 ? Math.sqrt(fanIn(source.shape) / fanIn(shape)) : 1;
  const draw = () => scale * values[random.integer(values.length)]!;
  return tensor(Float32Array.from({ length: sizeOf(shape) }, draw), [...shape]);
}

/** Values that a unit of the last axis sums over. */
const fanIn = (shape: readonly number[]) => sizeOf(shape.slice(0, -1));
