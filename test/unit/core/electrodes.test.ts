import { expect, test } from "vitest";
import { electrodeNamed, electrodes, electrodesNamed, mirrored } from "#core/electrodes";

test("every name stands once, on the unit sphere", () => {
  expect(electrodes.length).toBe(85);
  expect(new Set(electrodes.map(({ name }) => name)).size).toBe(85);
  for (const { name, position } of electrodes)
    expect(Math.hypot(...position), name).toBeCloseTo(1, 12);
});

/** [θ, φ] in degrees, whole numbers as BESA's tables print them: from the vertex, then from the right ear to the nose. */
const published: Readonly<Record<string, readonly [number, number]>> = {
  ...{ Fz: [46, 90], F3: [-60, -51], C3: [-46, 0], C5: [-69, 0], P4: [60, -51], CP6: [72, -21] },
  ...{ AF3: [-74, -65], PO4: [74, -65], FC1: [-31, -46], FC3: [-50, -28], F5: [-75, -41] },
  ...{ Fp2: [92, 72], F7: [-92, -36], T8: [92, 0], O1: [-92, 72], Iz: [115, -90], F9: [-115, -36] },
};

test.each(Object.entries(published))("%s lies where spherical tables put it", (name, angles) => {
  const [theta, phi] = angles.map((degrees) => (degrees * Math.PI) / 180);
  const [x, y, z] = electrodeNamed(name)!.position;
  const cosine =
    x * Math.sin(theta!) * Math.cos(phi!) +
    y * Math.sin(theta!) * Math.sin(phi!) +
    z * Math.cos(theta!);
  expect((Math.acos(Math.min(1, cosine)) * 180) / Math.PI).toBeLessThan(3.5); // their ring lies 2° lower
});

test("mirror partners swap sides and swap back", () => {
  for (const electrode of electrodes) {
    const { position } = mirrored(electrode);
    const [x, y, z] = electrode.position;
    expect(position[0]).toBeCloseTo(-x, 12);
    expect([position[1], position[2]]).toEqual([y, z]);
    expect(mirrored(mirrored(electrode))).toBe(electrode);
  }
  const names = ["C3", "FC4", "Cz", "PO7", "P9", "FT10", "TP8"];
  const partners = ["C4", "FC3", "Cz", "PO8", "P10", "FT9", "TP7"];
  expect(names.map((name) => mirrored(electrodeNamed(name)!).name)).toEqual(partners);
});

test("files' spellings are understood", () => {
  const spellings = ["Fc5.", "EEG-C3", "EEG Fpz-Ref", "cz", "T3", "T6", "Iz..", "EEG:POZ"];
  const names = ["FC5", "C3", "Fpz", "Cz", "T7", "P8", "Iz", "POz"];
  expect(spellings.map((name) => electrodeNamed(name)?.name)).toEqual(names);
  expect(["x", "EOG-left", "EEG-12", "STI 014"].map(electrodeNamed)).toEqual(
    Array(4).fill(undefined),
  );
});

test("a channel that is no electrode is refused by name", () => {
  expect(electrodesNamed("montage", ["C3", "C4"]).map(({ name }) => name)).toEqual(["C3", "C4"]);
  expect(() => electrodesNamed("montage", ["C3", "EOG-left"])).toThrow(
    'montage: "EOG-left" is no electrode of the 10–10 system',
  );
});
