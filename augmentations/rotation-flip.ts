/** @file Axes renamed and turned round. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { triplesOf } from "./channel-groups.ts";
import { mapChannels } from "./per-channel.ts";

export interface RotationFlipOptions {
  /** `window`: all channels change places, as published; `sensor`: x, y and z of every sensor, all sensors alike. */
  readonly within: string;
}

/** Permute the channels and flip their signs. Right-handed axes may become left-handed, gravity changes axis. */
export const rotationFlip: Augmentation<RotationFlipOptions> = defineAugmentation({
  name: "rotation-flip",
  source: "Iwana and Uchida 2021, arXiv:2007.15951, §III (rotation by flips)",
  summary: "permute the channels and flip their signs; postures change class",
  formula: "x[:, π(c)] · s[c], π a permutation, s[c] = ±1",
  stage: "raw",
  keeps: ["order", "norm"],
  options: { within: "window" },
  accepts: { within: ["window", "sensor"] },
  pairing: "shared",
  apply(window, random, { within }, out) {
    const { channels } = window;
    const sources = Int32Array.from(channels, (_, c) => c);
    const signs = new Float32Array(channels.length).fill(1);
    const groups =
      within === "sensor" ? triplesOf(channels).map(({ places }) => places) : [sources.slice()];
    const size = groups[0]?.length ?? 0;
    const order = random.permutation(size);
    const flips = Float32Array.from({ length: size }, () => (random.uniform() < 0.5 ? -1 : 1));
    for (const group of groups)
      for (let i = 0; i < size; i++) {
        sources[group[i]!] = group[order[i]!]!;
        signs[group[i]!] = flips[i]!;
      }
    mapChannels(window, { sources, factors: signs }, out);
  },
});
