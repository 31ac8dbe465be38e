import { expect, test } from "vitest";
import { averageReference, bipolar, channelReference, laplacian } from "#sensors/reference";
import { rampSignal } from "./samples.ts";

const signal = rampSignal(3, ["C3", "Cz", "C4", "M1"]); // 0, 100, 200, 300 + row

/** The same voltage added to every electrode. */
const lifted = { ...signal, data: signal.data.map((x) => x + 7) };

test("against the mean of all: every row sums to nothing", () => {
  expect([...averageReference(signal).data.subarray(0, 4)]).toEqual([-150, -50, 50, 150]);
  expect(averageReference(lifted)).toEqual(averageReference(signal));
});

test("against one or two channels, which are left out", () => {
  const one = channelReference(signal, ["m1"]);
  expect(one.channels).toEqual(["C3", "Cz", "C4"]);
  expect([...one.data.subarray(3, 6)]).toEqual([-300, -200, -100]);
  const two = channelReference(lifted, ["C3", "C4"]);
  expect([two.channels, [...two.data.subarray(0, 2)]]).toEqual([
    ["Cz", "M1"],
    [0, 200],
  ]);
  expect(() => channelReference(signal, ["A2"])).toThrow(/no channel is "A2"/);
});

test("differences of pairs", () => {
  const pairs = bipolar(lifted, ["C4-C3", "cz – C4"]);
  expect(pairs.channels).toEqual(["C4-C3", "cz – C4"]);
  expect([...pairs.data.subarray(0, 2)]).toEqual([200, -100]);
  expect(() => bipolar(signal, ["C3"])).toThrow(/expected two electrodes such as C3-C4/);
});

test("Laplacian: nothing is left of a common voltage, and a lonely peak stays", () => {
  const head = rampSignal(1, ["C3", "FC3", "CP3", "C1", "C5", "Oz"]);
  const level = laplacian({ ...head, data: new Float32Array(6).fill(8) }, 4);
  for (const value of level.data) expect(value).toBeCloseTo(0, 5);
  const peak = { ...head, data: Float32Array.of(12, 0, 0, 0, 0, 0) };
  expect(laplacian(peak, 4).data[0]).toBe(12);
  expect(laplacian(peak, 4).data[1]).toBeLessThan(-2); // its nearest neighbour rose
  expect(() => laplacian(head, 6)).toThrow(/neighbours must be from 1 to 5/);
  expect(() => laplacian(rampSignal(1, ["C3", "EOG"]), 1)).toThrow(/"EOG" is no electrode/);
});
