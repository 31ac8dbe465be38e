import { expect, test } from "vitest";
import { figuresOf, type Outcome, pairedAccuracies } from "#src/pipeline/outcomes";

const outcome = (seed: number, fold: number, right: number, wrong: number): Outcome => ({
  seed,
  fold,
  confusion: [
    [right, wrong],
    [0, 2],
  ],
});

test("with one split, an accuracy per seed", () => {
  expect(pairedAccuracies([outcome(1, 1, 2, 0), outcome(2, 1, 0, 2)])).toEqual([1, 0.5]);
});

test("with folds, one per fold: the mean of its seeds", () => {
  const outcomes = [
    outcome(1, 1, 2, 0), // 1
    outcome(2, 1, 0, 2), // 0.5
    outcome(1, 2, 1, 1), // 0.75
    outcome(2, 2, 1, 1), // 0.75
  ];
  expect(pairedAccuracies(outcomes)).toEqual([0.75, 0.75]);
});

test("with one split, every figure per seed", () => {
  const { accuracy, balancedAccuracy, macroF1, kappa } = figuresOf([
    outcome(1, 1, 6, 2),
    outcome(2, 1, 2, 0),
  ]);
  expect(accuracy).toEqual([8 / 10, 1]);
  expect(balancedAccuracy).toEqual([(6 / 8 + 1) / 2, 1]);
  expect(macroF1[0]).toBeCloseTo((12 / 14 + 4 / 6) / 2, 12);
  const chance = (8 * 6 + 2 * 4) / 100;
  expect(kappa[0]).toBeCloseTo((8 / 10 - chance) / (1 - chance), 12);
});

test("with folds, every figure per fold: a person with many windows counts like one with few", () => {
  const outcomes = [
    outcome(1, 1, 2, 0),
    outcome(2, 1, 2, 0),
    outcome(1, 2, 30, 10),
    outcome(2, 2, 20, 20),
  ];
  const { accuracy, balancedAccuracy, macroF1, kappa } = figuresOf(outcomes);
  expect(accuracy).toEqual(pairedAccuracies(outcomes));
  expect(balancedAccuracy).toEqual([1, ((30 / 40 + 1) / 2 + (20 / 40 + 1) / 2) / 2]);
  const f1 = (right: number) => ((2 * right) / (40 + right) + 4 / (2 + 42 - right)) / 2;
  expect(macroF1[1]).toBeCloseTo((f1(30) + f1(20)) / 2, 12);
  const kappas = [30, 20].map((right) => {
    const chance = (40 * right + 2 * (42 - right)) / 42 ** 2;
    return ((right + 2) / 42 - chance) / (1 - chance);
  });
  expect(kappa).toEqual([1, expect.closeTo((kappas[0]! + kappas[1]!) / 2, 12)]);
});
