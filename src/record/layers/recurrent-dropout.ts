/** @file Dropout inside recurrent layers: one mask for all steps of a sequence (Gal and Ghahramani 2016). */
import { dispose, keep, type layers, mul, type Tensor } from "@tensorflow/tfjs";
import { dropoutMask, type NoiseSource } from "./noise.ts";

type Masks = Tensor | Tensor[];

/** A cell of tf.js; it draws masks itself where it finds none, and keeps them. */
export interface Cell extends layers.Layer {
  readonly dropout: number;
  readonly recurrentDropout: number;
  dropoutMask: Masks | null;
  recurrentDropoutMask: Masks | null;
  readonly cells?: readonly Cell[];
  /** Units of each state. */
  readonly stateSize: number | number[];
}

/** Give a cell the masks it lacks, before the first step of a sequence: `[input, state, …]` at one time step. */
export function drawMasks(cell: Cell, [x, state]: readonly Tensor[], noise: NoiseSource): void {
  if (isRate(cell.dropout)) cell.dropoutMask ??= masks(cell, x!, cell.dropout, noise);
  if (isRate(cell.recurrentDropout)) {
    cell.recurrentDropoutMask ??= masks(cell, state!, cell.recurrentDropout, noise);
  }
}

/**
 * Call a layer with its input already dropped, the same channels at each step: one product for all steps, and the layer
 * itself can be taken as a whole. Cells of several parts drop inside.
 */
export function withInputDropped<T>(
  cell: Cell,
  inputs: readonly Tensor[],
  noise: NoiseSource,
  call: (inputs?: Tensor[]) => T,
): T {
  const [x, ...states] = inputs as [Tensor, ...Tensor[]];
  const { dropout } = cell;
  if (!isRate(dropout) || x.rank !== 3) return call();
  const mask = dropoutMask(noise, [x.shape[0]!, 1, x.shape[2]!], dropout);
  return withFields(cell, { dropout: 0 }, () => call([mul(x, mask), ...states]));
}

/** Run `body` while some fields of a cell are others. */
export function withFields<T>(
  cell: Cell,
  fields: Partial<Pick<Cell, "dropout" | "recurrentDropout">>,
  body: () => T,
): T {
  const { dropout, recurrentDropout } = cell;
  Object.assign(cell, fields);
  try {
    return body();
  } finally {
    Object.assign(cell, { dropout, recurrentDropout });
  }
}

/** Forget the masks of a cell and of the cells inside. */
export function forgetMasks(cell: Cell): void {
  for (const inner of cell.cells ?? []) forgetMasks(inner);
  dispose([cell.dropoutMask ?? [], cell.recurrentDropoutMask ?? []].flat());
  cell.dropoutMask = null;
  cell.recurrentDropoutMask = null;
}

/** As tf.js holds them: one, or one for each gate, of which LSTM and GRU cells read the first. */
function masks(cell: Cell, { shape }: Tensor, rate: number, noise: NoiseSource): Masks {
  const draw = () => keep(dropoutMask(noise, shape, rate));
  const name = cell.getClassName();
  if (name === "SimpleRNNCell") return draw();
  return name === "ConvLSTM2DCell" ? Array.from({ length: 4 }, draw) : [draw()];
}

function isRate(rate: number): boolean {
  return rate > 0 && rate < 1;
}
