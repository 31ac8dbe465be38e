import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { channelsSymmetry } from "#augmentations/channels-symmetry";
import { electrodesNamed, mirrorPlaces } from "#core/electrodes";
import { Random } from "#core/random";
import { noiseWindow } from "#test/support/augmentation-windows";

const relabel = (classes: readonly string[], swap: readonly (readonly string[])[] = []) => [
  ...channelsSymmetry.relabel!(classes, { swap }),
];

test("electrodes change sides, the midline stays; twice is nothing", () => {
  const window = noiseWindow("cap", 5);
  const { channels } = window;
  const mirrored = augmented(channelsSymmetry, window, new Random(1));
  const at = (data: Float32Array, name: string) => data[9 * 2 + channels.indexOf(name)];
  expect(at(mirrored, "C3")).toBe(at(window.data, "C4"));
  expect(at(mirrored, "P4")).toBe(at(window.data, "P3"));
  expect(at(mirrored, "Cz")).toBe(at(window.data, "Cz"));
  const twice = augmented(channelsSymmetry, { ...window, data: mirrored }, new Random(1));
  expect(twice).toEqual(window.data);
});

test("classes that name a side change with it, in any spelling", () => {
  expect(relabel(["left hand", "right hand", "feet", "tongue"])).toEqual([1, 0, 2, 3]);
  expect(relabel(["Right_Fist", "rest", "Left_Fist"])).toEqual([2, 1, 0]);
  expect(relabel(["LEFT", "RIGHT"])).toEqual([1, 0]);
  expect(relabel(["T0", "T1", "T2"], [["T1", "T2"]])).toEqual([0, 2, 1]);
});

test("a missing partner is named", () => {
  expect(() => relabel(["left hand", "feet"])).toThrow('class "left hand" has no partner');
  expect(() => relabel(["a", "b"], [["a", "c"]])).toThrow('received ["a","c"]');
  expect(() => mirrorPlaces("test", electrodesNamed("test", ["C3", "Cz"]))).toThrow(
    '"C3" has no partner: C4',
  );
});
