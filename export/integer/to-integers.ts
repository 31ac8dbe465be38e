/** @file A program and the ranges of its activations → the network in integers. */
import type { Layer, LayerKind, Program } from "#export/device/program";
import type { Range } from "#export/quantize/range";
import { absorbNormalization } from "./absorb-normalization.ts";
import { Grids } from "./grids.ts";
import { byTable, join, pool, reduce, softmax, unary } from "./layers/arithmetic.ts";
import type { ToSteps } from "./layers/layer.ts";
import { concat, pad, reshape, slice, transpose } from "./layers/moves.ts";
import { gru, lstm } from "./layers/recurrent.ts";
import { conv, dense, product } from "./layers/weighted.ts";
import { type IntegerNetwork, type Step, storeOf } from "./network.ts";

const layers: { readonly [K in LayerKind]: ToSteps<K> } = {
  concat,
  conv,
  dense,
  gru,
  join,
  lstm,
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

/** `ranges` by ONNX value. Throws a {@link UserError} that names the layer which integers cannot compute. */
export function toIntegers(program: Program, ranges: ReadonlyMap<string, Range>): IntegerNetwork {
  const grids = new Grids(program.names, ranges);
  const { absorbed, layers: left } = absorbNormalization(program);
  const inputs = absorbed.map(({ input, tensor, factor, offset }) => {
    const rounded = grids.define(tensor);
    const { scale, zeroPoint } = rounded;
    return {
      name: input.name,
      tensor: rounded,
      factor: factor.map((x) => x / scale),
      offset: offset.map((x) => x / scale + zeroPoint),
    };
  });
  const steps = left.flatMap((layer) => stepsOf(layer, grids));
  const results = program.outputs.map(({ name, tensor }) => ({ name, tensor: grids.of(tensor) }));
  const { outputs, copies } = apart(results, inputs);
  const { name, metadata } = program;
  const all = [...steps, ...copies];
  return { program, grids: grids.all, name, inputs, steps: all, outputs, metadata };
}

/** Every output in memory of its own: one that is another one, an input or a constant, in whatever shape, is copied. */
function apart(outputs: IntegerNetwork["outputs"], inputs: IntegerNetwork["inputs"]) {
  const taken = new Set(inputs.map(({ tensor }) => storeOf(tensor)));
  const copies: Step[] = [];
  const own = outputs.map(({ name, tensor }) => {
    const store = storeOf(tensor);
    const isFree = !store.data && !taken.has(store);
    taken.add(store);
    if (isFree) return { name, tensor };
    const { shape, scale, zeroPoint } = tensor;
    const copy = { name, shape, scale, zeroPoint };
    copies.push(...byTable(name, tensor, copy, (x) => x));
    return { name, tensor: copy };
  });
  return { outputs: own, copies };
}

function stepsOf(layer: Layer, grids: Grids): readonly Step[] {
  return (layers[layer.kind] as ToSteps<LayerKind>)(layer as never, grids);
}
