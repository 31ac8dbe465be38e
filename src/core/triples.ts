/** @file Channels that are the x, y, z of one sensor or joint. */

/** Places of the x, y and z channel of one sensor (or joint). */
export interface Triple {
  /** What its channel names have in common: "wrist.acc" of "wrist.acc.x"; "" of "x". */
  readonly name: string;
  readonly places: readonly [number, number, number];
}

/** Channels "…x", "…y", "…z" that follow one another: `acc.x`, `gyro-Z`, `head.x/s`. */
export function triplesOf(channels: readonly string[]): readonly Triple[] {
  const parts = channels.map((name) => /^(.*?)[\s._-]*([xyz])(\/s)?$/i.exec(name));
  return parts.flatMap((part, i): Triple[] => {
    const three = parts.slice(i, i + 3);
    const sensors = new Set(three.map((each) => `${each?.[1]}${each?.[3]}`));
    const axes = three.map((each) => each?.[2]?.toLowerCase()).join("");
    if (!part || axes !== "xyz" || sensors.size > 1) return [];
    return [{ name: part[1]!, places: [i, i + 1, i + 2] }];
  });
}
