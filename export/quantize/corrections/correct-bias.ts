/** @file Rounded weights shift the mean of a layer's answers; its bias takes the shift back. */
import { layoutOf, outputAxis } from "#export/quantize/weights";
import type { Node } from "#graph/graph";
import type { SeenInputs } from "./layer-inputs.ts";

/**
 * b − (Ŵ − W)·E[x] for every output channel. Source: Nagel et al. 2019, arXiv:1906.04721, §4.2.
 *
 * @param change Ŵ − W, in the weights' order.
 */
export function correctBias(
  layer: Node,
  bias: Float32Array,
  change: Float32Array,
  seen: readonly SeenInputs[],
): Float32Array {
  const { channels } = layoutOf(layer);
  const width = change.length / channels;
  const first = outputAxis(layer) === 0;
  return bias.map((b, c) => {
    const { sum, count } = seen[Math.floor((c * seen.length) / channels)]!;
    let shift = 0;
    for (let i = 0; i < width; i++) {
      shift += change[first ? c * width + i : i * channels + c]! * (sum[i]! / count);
    }
    return b - shift;
  });
}
