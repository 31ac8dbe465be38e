/** @file A network's inference graph, weights inside, with a named batch dimension. */
import type { Tensor } from "@tensorflow/tfjs";
import type { Network } from "#core/network";
import type { Graph } from "#graph/graph";
import { record } from "./record.ts";

/**
 * The graph from each modality's window `[batch, time, channel]` (standardised, as in training) to `logits`
 * `[batch, class]` and the taps asked for.
 */
export function recordInference(network: Network, taps: readonly string[] = []): Graph {
  const { model, inputs } = network;
  return record({ name: model.name, models: [model] }, (recorder) => {
    const windows = inputs.map(({ modality, length, channels }) =>
      recorder.input(modality, [null, length, channels]),
    );
    const outputs = applyNetwork(network, windows, false);
    recorder.output("logits", outputs.logits);
    for (const tap of taps) recorder.output(tap, outputs.taps[tap]!);
  });
}

/** What a network returns, by name. */
export interface NetworkOutputs {
  readonly logits: Tensor; // [batch, class]
  readonly taps: Readonly<Record<string, Tensor>>;
}

/** Apply a network; inputs in the order of `network.inputs`. */
export function applyNetwork(
  network: Network,
  windows: readonly Tensor[],
  training: boolean,
): NetworkOutputs {
  const input = windows.length === 1 ? windows[0]! : [...windows];
  const outputs = network.model.apply(input, { training }) as Tensor[];
  const taps = network.taps.map((name, i) => [name, outputs[i + 1]!] as const);
  return { logits: outputs[0]!, taps: Object.fromEntries(taps) };
}
