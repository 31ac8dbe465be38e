/** @file Electrodes plugged into the wrong sockets. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { mapChannels } from "./per-channel.ts";

export interface ChannelsShuffleOptions {
  /** Chance of each channel to be among those that change places. */
  readonly rate: number;
}

/** Permute a random subset of the channels. */
export const channelsShuffle: Augmentation<ChannelsShuffleOptions> = defineAugmentation({
  name: "channels-shuffle",
  source: "Saeed et al. 2020, arXiv:2010.13694; default of braindecode",
  summary: "shuffle a random subset of the channels",
  formula: "x[:, π(c)], π permutes the channels chosen with chance rate",
  stage: "raw",
  keeps: ["label", "order", "norm"],
  options: { rate: 0.2 },
  accepts: { rate: { from: 0, to: 1 } },
  identity: { rate: 0 },
  pairing: "independent",
  apply(window, random, { rate }, out) {
    const sources = Int32Array.from(window.channels, (_, c) => c);
    const chosen = sources.filter(() => random.uniform() < rate);
    const order = random.permutation(chosen.length);
    for (const [i, c] of chosen.entries()) sources[c] = chosen[order[i]!]!;
    mapChannels(window, { sources }, out);
  },
});
