/** @file Recurrent layers, one way and both ways. */
import { transposedData } from "#export/device/order";
import type { Recurrent } from "#export/device/program";
import type { LayerName, LayerWeights } from "#export/formats/tfjs/layers/layer-list";
import type { LayerLowering, Lowered } from "./lowered.ts";
import { alongAxis } from "./moves.ts";

/** Backwards is half of a layer that goes both ways, with the partner in the model or with one that says nothing. */
export const lstm: LayerLowering<"lstm"> = (layer, into) => {
  if (into.holds(layer.output)) return; // came with its partner
  const [time, , inputs] = layer.input.shape as [number, number, number];
  const x = into.read(layer.input, [time, inputs]);
  const partner = into.partners.get(layer);
  const [forth, back] = layer.backwards ? [partner, layer] : [layer, partner];
  if (!back) {
    const node = into.layers.add("LSTM", layer.name, [x], configOf(layer), weightsOf(layer));
    return into.hold(layer.output, node, [time, layer.units]);
  }
  const inner = {
    class_name: "LSTM",
    config: { name: "lstm", trainable: true, ...configOf(back) },
  };
  const weights = {
    ...prefixed("forward_lstm", forth ? weightsOf(forth) : silent(weightsOf(back))),
    ...prefixed("backward_lstm", weightsOf(back)),
  };
  const config = { layer: inner, merge_mode: "concat" };
  const whole = into.layers.add("Bidirectional", `${layer.name}_both`, [x], config, weights);
  if (forth) holdHalf(into, forth, whole, 0);
  return holdHalf(into, back, whole, 1);
};

function holdHalf(into: Lowered, layer: Recurrent, whole: LayerName, place: 0 | 1): void {
  const { units, output, name } = layer;
  const both = { node: whole, shape: [output.shape[0]!, 2 * units] };
  const half = alongAxis(into, name, both, 1, "Cropping2D", place * units, (1 - place) * units);
  into.hold(output, half.node, half.shape);
  into.halves.set(half.node, { whole, place });
}

function configOf({ units, gate }: Recurrent) {
  return {
    ...{ units, activation: "tanh", use_bias: true, unit_forget_bias: false },
    recurrent_activation: gate === "Sigmoid" ? "sigmoid" : "hard_sigmoid",
    ...{ return_sequences: true, go_backwards: false, implementation: 2 },
  };
}

/** Weights `[input, gate · unit]`, with the gates in Keras's order. */
function weightsOf({ units, weight, state, bias }: Recurrent): LayerWeights {
  const rows = 4 * units;
  const matrix = (data: Float32Array) => {
    const inputs = data.length / rows;
    const sorted = inKerasOrder(data);
    return { shape: [inputs, rows], data: transposedData(sorted, [rows, inputs], [1, 0]) };
  };
  return {
    kernel: matrix(weight),
    recurrent_kernel: matrix(state),
    bias: { shape: [rows], data: inKerasOrder(bias) },
  };
}

/** i o f c → i f c o */
function inKerasOrder(data: Float32Array): Float32Array {
  const part = data.length / 4;
  const gates = [0, 2, 3, 1].map((gate) => data.subarray(gate * part, (gate + 1) * part));
  return Float32Array.from(gates.flatMap((gate) => [...gate]));
}

function silent(weights: LayerWeights): LayerWeights {
  const zeros = Object.entries(weights).map(([key, { shape, data }]) => [
    key,
    { shape, data: new Float32Array(data.length) },
  ]);
  return Object.fromEntries(zeros);
}

function prefixed(prefix: string, weights: LayerWeights): LayerWeights {
  return Object.fromEntries(
    Object.entries(weights).map(([key, weight]) => [`${prefix}/${key}`, weight]),
  );
}
