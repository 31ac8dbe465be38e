/** @file Where windows enter a network. */
import { input, type SymbolicTensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { InputShape } from "#core/network";

/** One modality's window: [batch, time, channel], named after it. */
export function windowOf({ modality, length, channels }: InputShape): SymbolicTensor {
  return input({ shape: [length, channels], name: modality });
}

/** The window of a network that reads one modality. Throws a {@link UserError} for more. */
export function onlyWindow(network: string, inputs: readonly InputShape[]): SymbolicTensor {
  const [shape] = inputs;
  if (shape && inputs.length === 1) return windowOf(shape);
  const names = inputs.map(({ modality }) => modality).join(", ");
  throw new UserError(
    `${network}: expected one modality, got ${inputs.length}: ${names}`,
    'name one under `inputs`, or take the network "fuse"',
  );
}
