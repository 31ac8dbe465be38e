/** @file A network being taught, with the parts its lesson adds; those that read its taps stand among them. */
import { type LayersModel, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { Network } from "#core/network";
import type { Part, Shapes } from "./lesson.ts";

export interface Learner {
  /** As built, and as exported. */
  readonly network: Network;
  readonly parts: Readonly<Record<string, Part>>;
  /** The same layers with the parts behind the taps they read. The network itself where nothing was added. */
  readonly extended: Network;
}

export function makeLearner(network: Network, parts: Readonly<Record<string, Part>> = {}): Learner {
  const { inputs, outputs, name } = network.model;
  const taps: Record<string, SymbolicTensor> = {};
  for (const [i, tap] of network.taps.entries()) taps[tap] = outputs[i + 1]!;
  const reading = Object.entries(parts).filter(([, { reads }]) => reads !== undefined);
  if (reading.length === 0) return { network, parts, extended: network };
  for (const [key, { model: part, reads }] of reading) {
    taps[key] = part.apply(tapNamed(taps, reads!, name)) as SymbolicTensor;
  }
  const extended: Network = {
    ...network,
    model: model({
      inputs,
      outputs: [outputs[0]!, ...Object.values(taps)],
      name: `${name}_learner`,
    }),
    taps: Object.keys(taps),
  };
  return { network, parts, extended };
}

/** Everything with weights: the network, then the parts. */
export function modelsOf({ network, parts }: Omit<Learner, "extended">): LayersModel[] {
  return [network.model, ...Object.values(parts).map((part) => part.model)];
}

/** Frees what the models hold, once where they share it. */
export function disposeWeights(models: Iterable<LayersModel>): void {
  const all = new Set([...models].flatMap(({ weights }) => weights));
  for (const weight of all) weight.dispose();
}

/** What parts are built from. */
export function shapesOf(network: Network): Shapes {
  const taps = network.taps.map((tap, i) => {
    const [, ...shape] = network.model.outputs[i + 1]!.shape;
    return [tap, shape as number[]] as const;
  });
  return { taps: Object.fromEntries(taps), network };
}

/** A tap by name. Throws a {@link UserError} that lists those there are. */
export function tapNamed<T>(taps: Readonly<Record<string, T>>, name: string, network: string): T {
  const found = taps[name];
  if (found !== undefined) return found;
  throw new UserError(
    `the network "${network}" has no tap "${name}"`,
    `known: ${Object.keys(taps).join(", ")}`,
  );
}
