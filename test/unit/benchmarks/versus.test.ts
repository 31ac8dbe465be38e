import { expect, test } from "vitest";
import { versus } from "#benchmarks/versus";

test("pairs are counted, and tested", () => {
  const found = versus("none", [0.5, 0.6, 0.7, 0.3], [0.4, 0.6, 0.5, 0.4]);
  expect(found).toMatchObject({ against: "none", wins: 2, ties: 1, losses: 1 });
  expect(found.difference.mean).toBeCloseTo(0.05, 12);
  // signed ranks of 0.1, 0.2, −0.1: 1.5 + 3 against 1.5; 4 of 8 signs are as lopsided, doubled
  expect(found.p).toBeCloseTo(0.75, 12);
});

test("what differs in the last bit is a tie; one pair has no interval", () => {
  expect(versus("none", [0.1 + 0.2], [0.3])).toMatchObject({
    ties: 1,
    p: 1,
    difference: { n: 1, low: null, high: null },
  });
});
