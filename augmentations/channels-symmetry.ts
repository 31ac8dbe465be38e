/** @file The mirror image of a brain: left and right change places, and so do the classes that name a side. */
import { mirrorPlaces } from "#core/electrodes";
import { UserError } from "#core/errors";
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { electrodesOf, montage, rememberByChannels } from "./channel-groups.ts";
import { mapChannels } from "./per-channel.ts";

export interface ChannelsSymmetryOptions {
  /** Pairs of classes that change places; default: those whose names differ in "left" and "right" only. */
  readonly swap: readonly (readonly string[])[];
}

/**
 * Swap every electrode with its mirror partner (C3 ↔ C4; the midline stays) and, with them, the left and right classes
 * of motor imagery. Throws a UserError where a partner electrode or class is missing.
 */
export const channelsSymmetry: Augmentation<ChannelsSymmetryOptions> = defineAugmentation({
  name: "channels-symmetry",
  source: "Deiss et al. 2018, arXiv:1803.09702; labels: wristill",
  summary: "swap left and right electrodes, and the left and right classes",
  formula: "x[:, mirror(c)], label ← its left–right partner",
  stage: "raw",
  keeps: ["order", "norm"],
  options: { swap: [] },
  accepts: {},
  pairing: "shared",
  needs: montage(2),
  relabel: (classes, { swap }) => (swap.length > 0 ? bySwaps(classes, swap) : byNames(classes)),
  apply(window, _random, _options, out) {
    mapChannels(window, { sources: placesOf(window.channels) }, out);
  },
});

/** Place of each channel's mirror partner. */
const placesOf: (channels: readonly string[]) => Int32Array = rememberByChannels((channels) =>
  mirrorPlaces("channels-symmetry", electrodesOf(channels) ?? []),
);

function bySwaps(classes: readonly string[], swap: ChannelsSymmetryOptions["swap"]): Int32Array {
  const places = Int32Array.from(classes, (_, k) => k);
  for (const pair of swap) {
    const [a, b] = pair.map((name) => classes.indexOf(name));
    if (pair.length !== 2 || a === -1 || b === -1)
      throw new UserError(
        `channels-symmetry: swap must hold pairs of classes, received ${JSON.stringify(pair)}`,
        `classes: ${classes.join(", ")}`,
      );
    places[a!] = b!;
    places[b!] = a!;
  }
  return places;
}

function byNames(classes: readonly string[]): Int32Array {
  return Int32Array.from(classes, (name) => {
    const partner = name.replace(/left|right/gi, otherSide);
    const place = classes.indexOf(partner);
    if (place >= 0) return place;
    throw new UserError(
      `channels-symmetry: class "${name}" has no partner "${partner}"`,
      "name the classes that change places: `swap: [[left class, right class]]`",
    );
  });
}

/** In the spelling of the word it replaces. */
function otherSide(side: string): string {
  const other = side.toLowerCase() === "left" ? "right" : "left";
  if (side === side.toUpperCase()) return other.toUpperCase();
  return side[0] === side[0]!.toUpperCase() ? other[0]!.toUpperCase() + other.slice(1) : other;
}
