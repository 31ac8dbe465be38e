/** @file Windows of people who shake a sensor at a rate of their class. */
import { Random } from "#core/random";
import type { WindowSet } from "#core/signal";

export function shakes(people: readonly string[], seed: number, each = 8): WindowSet {
  const random = new Random(seed);
  const [length, classes] = [32, ["slow", "middle", "fast"]];
  const rows = people.flatMap((subject) =>
    classes.flatMap((_, label) =>
      new Array<{ subject: string; label: number }>(each).fill({ subject, label }),
    ),
  );
  const data = rows.flatMap(({ label }) => {
    const phase = random.between(0, 6);
    return Array.from({ length: 3 * length }, (_, i) => {
      const t = Math.floor(i / 3);
      return Math.sin(phase + ((label + 1) * t) / 6 + (i % 3)) + 0.2 * random.normal();
    });
  });
  const channels = ["x", "y", "z"];
  return {
    size: rows.length,
    signals: {
      acc: { data: Float32Array.from(data), length, channels, sampleRate: 25, unit: "g" },
    },
    labels: Int32Array.from(rows, ({ label }) => label),
    classes,
    subjects: rows.map(({ subject }) => subject),
    recordings: rows.map((_, i) => `r${i}`),
  };
}
