import fc from "fast-check";
import { expect, test } from "vitest";
import { electrodes } from "#core/electrodes";
import { montageOf, montages } from "#core/montages";
import { pickElectrodes } from "#sensors/montage";
import { rampSignal } from "./samples.ts";

test("spelling does not matter, order is as asked for", () => {
  const signal = rampSignal(2, ["Fc5.", "C3..", "FP1", "EEG Cz-Ref", "T3", "EOG left"]);
  const picked = pickElectrodes(signal, ["Cz", "Fp1", "T7", "c3", "EOG left"]);
  expect(picked.channels).toEqual(["Cz", "Fp1", "T7", "C3", "EOG left"]);
  expect([...picked.data]).toEqual([300, 200, 400, 100, 500, 301, 201, 401, 101, 501]);
});

test("missing electrodes are all named, each with the nearest there is", () => {
  const signal = rampSignal(2, ["C3", "Cz", "C4", "Oz"]);
  expect(() => pickElectrodes(signal, ["C3", "C5", "POz", "heart"])).toThrow(
    /no channel is "C5" \(nearest here: C3\), "POz" \(nearest here: Oz\), "heart"\n {2}help: the recording has C3, Cz, C4, Oz/,
  );
});

test("montages of low density are cut from the 22 electrodes of BCI IV 2a, by the published places", () => {
  const all = montages["bci-iv-2a"]!;
  expect(all).toHaveLength(22);
  expect([6, 7, 8, 9, 10, 11, 12].map((place) => all[place])).toEqual(montages.headphone);
  expect([0, 6, 12, 21].map((place) => all[place])).toEqual(montages.headband);
});

test("every montage can be picked, by the proper names of its electrodes", () => {
  const names = electrodes.map(({ name }) => name);
  for (const montage of Object.values(montages))
    expect(pickElectrodes(rampSignal(3, names), montage).channels).toEqual(montage);
});

test("a montage is known by its channels in their order", () => {
  for (const [name, channels] of Object.entries(montages)) expect(montageOf(channels)).toBe(name);
  expect(montageOf(montages.headband!.toReversed())).toBeUndefined();
  expect(montageOf(["x", "y", "z"])).toBeUndefined();
});

test("picking everything in another order and back is the original", () => {
  const names = ["Fz", "C3", "Cz", "C4", "Pz"];
  const signal = rampSignal(4, names);
  fc.assert(
    fc.property(fc.shuffledSubarray(names, { minLength: 5 }), (order) => {
      expect(pickElectrodes(pickElectrodes(signal, order), names)).toEqual(signal);
    }),
  );
});
