/** @file What a quantization scheme rounds in a graph, for a training that plays it. */
import { UserError } from "#core/errors";
import { isWeighted, type Kept, quantizedValues } from "#export/quantize/plan";
import type { Range } from "#export/quantize/range";
import type { Scheme } from "#export/quantize/scheme";
import { outputAxis, storedWeights } from "#export/quantize/weights";
import type { Graph } from "#graph/graph";
import type { FakeGrid } from "./fake-quantize.ts";
import type { Rounding } from "./graph-network.ts";
import { trainedInputs } from "./trained-inputs.ts";

/**
 * @param ranges By value name, where the scheme has integer activations.
 * @param keep Layers that stay in float.
 */
export function roundingOf(
  graph: Graph,
  scheme: Scheme,
  ranges: ReadonlyMap<string, Range>,
  keep: Kept = new Set(),
): Rounding {
  if (!scheme.trainable) {
    throw new UserError(
      `the scheme ${scheme.name} cannot be trained for`,
      "take static-int8, weight-int8 or weight-int4, or leave `aware` out",
    );
  }
  const stored = new Set(storedWeights(graph, keep).map(({ layer, index }) => layer.inputs[index]));
  const layers = graph.nodes.filter(({ name }) => !keep.has(name));
  const grids = layers.flatMap((layer) =>
    trainedInputs(layer).flatMap(({ name, value, isBias }) => {
      const isRounded = (scheme.calibrated && isWeighted(layer)) || stored.has(value); // small ones are not worth their scales
      const grid = isBias || !isRounded ? undefined : scheme.grid(layer, 8);
      if (!grid) return [];
      const fake: FakeGrid = { steps: grid.steps, block: grid.block, axis: outputAxis(layer) };
      return [[name, fake] as const];
    }),
  );
  const values = scheme.calibrated ? [...quantizedValues(graph, keep)] : [];
  return {
    grids: new Map(grids),
    ranges: new Map(values.map(({ name }) => [name, ranges.get(name)!])),
  };
}
