/** @file Single weights set to zero, the smallest of each layer first. The file stays as large; what compresses it gains. */
import type { Graph } from "#graph/graph";
import { type TrainedInput, trainedInputs } from "./trained-inputs.ts";

/** By the name of a trained input: 1 where a weight stays, 0 where it is held at zero. */
export type Masks = ReadonlyMap<string, Float32Array>;

/** Layers with fewer weights stay whole. */
const leastWeights = 64;

/** Masks that hold that share of each layer's weights at zero: the smallest in magnitude (Han et al. 2015, arXiv:1506.02626). */
export function magnitudeMasks(graph: Graph, sparsity: number): Masks {
  const large = weightsIn(graph).filter(({ value }) => value.data.length >= leastWeights);
  return new Map(
    large.map(({ name, value: { data } }) => {
      const order = [...data.keys()].sort((a, b) => Math.abs(data[a]!) - Math.abs(data[b]!));
      const mask = new Float32Array(data.length).fill(1);
      for (const i of order.slice(0, Math.round(sparsity * data.length))) mask[i] = 0;
      return [name, mask] as const;
    }),
  );
}

/** Masks of the weights that are zero already, so that no later training moves them. */
export function zerosHeld(graph: Graph): Masks {
  const masks = weightsIn(graph).map(({ name, value }) => {
    return [name, value.data.map((w) => (w === 0 ? 0 : 1))] as const;
  });
  return new Map(masks.filter(([, mask]) => mask.includes(0)));
}

/** Share of all weights that are zero. */
export function sparsityOf(graph: Graph): number {
  const weights = weightsIn(graph).map(({ value }) => value.data);
  const zeros = weights.reduce((sum, data) => sum + data.filter((w) => w === 0).length, 0);
  return zeros / weights.reduce((sum, data) => sum + data.length, 0);
}

function weightsIn(graph: Graph): TrainedInput[] {
  return graph.nodes.flatMap(trainedInputs).filter(({ isBias }) => !isBias);
}
