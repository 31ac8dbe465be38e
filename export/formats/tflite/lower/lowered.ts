/** @file What lowering a layer to TensorFlow Lite needs. */
import { UserError } from "#core/errors";
import type { Layer, LayerKind, Tensor } from "#export/device/program";
import type { Index, TfliteWriter } from "#export/formats/tflite/writer";
import type { Grid } from "#export/integer/network";

/** The weights of a layer as integers. */
export interface IntegerWeights {
  readonly weights: Int8Array;
  readonly weightScales: Float32Array;
  readonly bias: Int32Array;
}

export interface Lowered {
  readonly writer: TfliteWriter;
  /** The tensor as real numbers, or as integers. */
  read(tensor: Tensor, integers: boolean): Index;
  /** Where a layer's output goes. */
  write(tensor: Tensor, integers: boolean): Index;
  gridOf(tensor: Tensor): Grid | undefined;
  weightsOf(layer: Layer): IntegerWeights | undefined;
}

/** Appends the operators of one kind of layer. */
export type TfliteLowering<K extends LayerKind> = (
  layer: Extract<Layer, { kind: K }>,
  into: Lowered,
  integers: boolean,
) => void;

/** The tensor on another grid, where it is on one. */
export function regridded(
  tensor: Tensor,
  grid: Grid | undefined,
  into: Lowered,
  integers: boolean,
): Index {
  const index = into.read(tensor, integers);
  const own = into.gridOf(tensor);
  if (!integers || !grid || !own || (own.scale === grid.scale && own.zeroPoint === grid.zeroPoint))
    return index;
  const moved = into.writer.tensor(`${tensor.name}/regridded`, tensor.shape, "int8", grid);
  into.writer.operator("QUANTIZE", [index], [moved]);
  return moved;
}

/** Those whose output has one grid, whatever it holds. */
export const fixedGrids: Readonly<Record<string, Grid>> = {
  Sigmoid: { scale: 1 / 256, zeroPoint: -128 },
  Tanh: { scale: 1 / 128, zeroPoint: 0 },
};

export function unsupported(layer: Layer, what: string): never {
  throw new UserError(
    `layer "${layer.name}" ${what}, which TensorFlow Lite has no operator for`,
    "change that layer, or export to another format",
  );
}
