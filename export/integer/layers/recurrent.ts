/** @file Recurrent layers: a scale for each row of both weights, curves as tables. */

import type { GatedRecurrent, Recurrent } from "#export/device/program";
import { unaryFunction } from "#export/device/unary-functions";
import { fixedPoint } from "#export/integer/fixed-point";
import type { Grids } from "#export/integer/grids";
import type { GatedStep } from "#export/integer/steps/gates";
import type { ToSteps } from "./layer.ts";
import { roundRows } from "./weighted.ts";

export const gru: ToSteps<"gru"> = (layer, grids) => {
  const { units, resetAfter, stateBias } = layer;
  const candidate = 2 * units;
  const bias = layer.bias.map((b, i) => (i < candidate ? b + stateBias[i]! : b));
  const all = [...bias, ...stateBias.subarray(candidate)];
  return [{ kind: "gru", ...gated(layer, grids, all, 2 ** -15), resetAfter }];
};

export const lstm: ToSteps<"lstm"> = (layer, grids) => [
  { kind: "lstm", ...gated(layer, grids, layer.bias, 2 ** -30) },
];

/** `shown` is the step of what becomes the output. */
function gated(
  layer: GatedRecurrent | Recurrent,
  grids: Grids,
  bias: ArrayLike<number>,
  shown: number,
): GatedStep {
  const { name, units, backwards } = layer;
  const input = grids.of(layer.input);
  const output = grids.define(layer.output);
  const [time, , inputs] = layer.input.shape as [number, number, number];
  const none = new Float32Array(layer.weight.length / inputs);
  const weights = roundRows(layer.weight, none, input.scale);
  const states = roundRows(layer.state, none, output.scale);
  return {
    ...{ name, input, output, time, inputs, units, backwards },
    ...{ weights: weights.data, states: states.data },
    bias: Int32Array.from(bias, (b) => Math.round(b * 4096)),
    inputFixed: Array.from(weights.scales, (scale) => fixedPoint(scale * input.scale * 4096)),
    stateFixed: Array.from(states.scales, (scale) => fixedPoint(scale * output.scale * 4096)),
    gate: points(unaryFunction({ what: layer.gate, parameters: { alpha: 0.2, beta: 0.5 } })),
    tanh: points(Math.tanh),
    fixed: fixedPoint(shown / output.scale),
  };
}

/** A curve from −8 to 8. */
function points(f: (x: number) => number): Int16Array {
  return Int16Array.from({ length: 257 }, (_, i) =>
    Math.min(32767, Math.round(f((i - 128) / 16) * 32768)),
  );
}
