/** @file A network being taught: with the parts its method adds, whose outputs stand among its taps. */
import { model, type SymbolicTensor } from "@tensorflow/tfjs";
import type { Network } from "#core/network";
import type { Method, PartContext } from "./method.ts";

export interface Learner {
  /** As built, and as exported. */
  readonly network: Network;
  /** The same layers with the parts behind them. The network itself where nothing was added. */
  readonly extended: Network;
}

/** A learner; parts are added where something teaches it. */
export function makeLearner(
  network: Network,
  method: Method,
  context: PartContext | undefined,
): Learner {
  const parts = method.parts ?? [];
  if (context === undefined || parts.length === 0) return { network, extended: network };
  const { inputs, outputs, name } = network.model;
  const outputOf = (tap: string) => outputs[1 + network.taps.indexOf(tap)]!;
  const added = parts.map(
    (part) => part.build(context).apply(outputOf(part.tap)) as SymbolicTensor,
  );
  const extended: Network = {
    model: model({ inputs, outputs: [...outputs, ...added], name: `${name}_learner` }),
    taps: [...network.taps, ...parts.map((part) => part.name)],
    inputs: network.inputs,
  };
  return { network, extended };
}
