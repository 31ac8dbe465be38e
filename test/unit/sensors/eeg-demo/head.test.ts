import { expect, test } from "vitest";
import { electrodesNamed } from "#core/electrodes";
import { cap, dipoleUnder, gains, wornCap } from "#sensors/eeg-demo/head";

const names = cap.map(({ name }) => name);
const places = wornCap([0, 0, 0]);

test("69 electrodes, those of BCI Competition IV 2a among them, none below the ears' level", () => {
  expect(cap).toHaveLength(69);
  for (const name of ["Fz", "C3", "Cz", "C4", "POz", "Fp1", "O2", "T7"])
    expect(names).toContain(name);
  expect(cap.every(({ position }) => position[2] > -1e-9)).toBe(true);
});

test.each(["C3", "Cz", "C4", "Oz"])(
  "a source under %s is strongest there and fades with distance",
  (name) => {
    const [{ position }] = electrodesNamed("test", [name]) as [(typeof cap)[0]];
    const gain = gains(dipoleUnder(position, 0.3), places);
    expect(names[gain.indexOf(Math.max(...gain))]).toBe(name);
    expect(Math.max(...gain)).toBe(1);
    const byDistance = cap
      .map((electrode, e) => [
        Math.hypot(...electrode.position.map((x, i) => x - position[i]!)),
        gain[e]!,
      ])
      .sort(([a], [b]) => a! - b!);
    expect(byDistance.at(1)![1]).toBeGreaterThan(0.2);
    expect(Math.abs(byDistance.at(-1)![1]!)).toBeLessThan(0.15);
  },
);

test("turning the cap keeps every electrode on the head", () => {
  for (const place of wornCap([0.1, -0.05, 0.2])) expect(Math.hypot(...place)).toBeCloseTo(1, 9);
  expect(wornCap([0, 0, 0])).toEqual(
    cap.map(({ position }) => position.map((x) => expect.closeTo(x, 12))),
  );
});
