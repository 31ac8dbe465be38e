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

test("figures count the windows of all folds together, seed by seed", () => {
  const outcomes = [outcome(1, 1, 2, 0), outcome(1, 2, 4, 2), outcome(2, 1, 2, 0)];
  const { accuracy, balancedAccuracy, macroF1, kappa } = figuresOf(outcomes);
  expect(accuracy).toEqual([10 / 12, 1]);
  expect(balancedAccuracy).toEqual([(6 / 8 + 1) / 2, 1]);
  expect(macroF1[0]).toBeCloseTo((12 / 14 + 8 / 10) / 2, 12);
  const chance = (8 * 6 + 4 * 6) / 144;
  expect(kappa[0]).toBeCloseTo((10 / 12 - chance) / (1 - chance), 12);
});
