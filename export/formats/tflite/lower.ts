/** @file Layers as operators of TensorFlow Lite: float32, or int8 where the layer's tensors have grids. */
import type { Layer, LayerKind } from "#export/device/program";
import { join, unary } from "./lower/elements.ts";
import { fixedGrids, type Lowered, type TfliteLowering, unsupported } from "./lower/lowered.ts";
import { concat, pad, product, reduce, reshape, slice, softmax, transpose } from "./lower/moves.ts";
import { dense } from "./lower/weights.ts";
import { conv, pool } from "./lower/windows.ts";

const lowerings: { readonly [K in LayerKind]: TfliteLowering<K> } = {
  concat,
  conv,
  dense,
  gru: (layer) => unsupported(layer, "is recurrent"), // steps stand in its place: unroll
  join,
  lstm: (layer) => unsupported(layer, "is recurrent"), // likewise
  pad,
  pool,
  product,
  reduce,
  reshape,
  slice,
  softmax,
  transpose,
  unary,
};

/** Append one layer; it computes with integers where it can. */
export function lowerLayer(layer: Layer, into: Lowered): void {
  (lowerings[layer.kind] as TfliteLowering<LayerKind>)(
    layer as never,
    into,
    isInteger(layer, into),
  );
}

/** Functions of one number that TensorFlow Lite computes on int8 with any grids. */
const integerUnaries: ReadonlySet<string> = new Set(["Exp", "Gelu", "LeakyRelu", "Log", "Relu"]);

/**
 * Logarithms of shares are made of reals: in int8 they have 16 steps to the nat, and the largest two would often be one.
 * Sums and means of numbers below zero and products of activations are made of reals: in int8, the interpreter of
 * TensorFlow 2.21 answers otherwise than our reference.
 */
function isInteger(layer: Layer, into: Lowered): boolean {
  if (!into.gridOf(layer.output)) return false;
  if ("input" in layer && !layer.input.data && !into.gridOf(layer.input)) return false;
  if (layer.kind === "lstm" || layer.kind === "gru" || layer.kind === "product") return false;
  if (layer.kind === "unary" && layer.what === "Elu") return layer.parameters.alpha === 1;
  if (layer.kind === "unary") return integerUnaries.has(layer.what) || layer.what in fixedGrids;
  if (layer.kind === "softmax") return !layer.log;
  if (layer.kind === "reduce")
    return layer.what === "max" || into.gridOf(layer.input)?.zeroPoint === -128;
  if (layer.kind !== "join") return true;
  return layer.what === "add" || layer.what === "sub" || layer.what === "mul";
}
