/** @file What a network makes of its last map, as a part that stays as it is. */
import { UserError } from "#core/errors";
import type { Network } from "#core/network";
import { copyStretch } from "./built-again.ts";
import { mapNamesOf } from "./feature-maps.ts";
import { shapesOf } from "./learner.ts";
import type { Part } from "./lesson.ts";

/**
 * The network's layers from its last map [time, channel] to the logits [class], with its weights.
 *
 * @throws UserError where it has no map, or its logits do not follow from the last one alone.
 */
export function frozenTail(network: Network): Part {
  const from = mapNamesOf(shapesOf(network).taps).at(-1);
  if (from === undefined) {
    throw new UserError(
      `the network "${network.model.name}" has no map [time, channel] below its classifier`,
      "use networks with more taps, or a method that compares logits or `features`",
    );
  }
  const { built, copies } = copyStretch(network, { from, to: "logits" });
  for (const [layer, copy] of copies) copy.setWeights(layer.getWeights());
  return { model: built, frozen: true };
}
