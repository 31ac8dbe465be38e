import { describe, expect, test } from "vitest";
import { argmaxRows, classificationMetrics, confusionMatrix, metricsOf } from "#train/metrics";

describe("figures of a confusion matrix", () => {
  const metrics = metricsOf([
    [20, 5],
    [10, 15],
  ]);

  test("the worked two-class example", () => {
    expect(metrics.accuracy).toBeCloseTo(0.7, 12);
    expect(metrics.kappa).toBeCloseTo(0.4, 12);
    expect(metrics.f1[0]).toBeCloseTo(8 / 11, 12);
    expect(metrics.f1[1]).toBeCloseTo(2 / 3, 12);
    expect(metrics.macroF1).toBeCloseTo(0.697, 4);
    expect(metrics.weightedF1).toBeCloseTo(0.697, 4);
    expect(metrics.balancedAccuracy).toBeCloseTo(0.7, 12);
  });

  test("a perfect predictor", () => {
    const perfect = classificationMetrics([0, 1, 2, 2], [0, 1, 2, 2], 3);
    expect(perfect).toMatchObject({ accuracy: 1, macroF1: 1, kappa: 1, balancedAccuracy: 1 });
  });

  test("balanced four-class truth: kappa = (accuracy − 0.25) / 0.75", () => {
    const truth = [0, 0, 1, 1, 2, 2, 3, 3];
    const { accuracy, kappa } = classificationMetrics(truth, [0, 1, 1, 1, 2, 3, 3, 0], 4);
    expect(kappa).toBeCloseTo((accuracy - 0.25) / 0.75, 12);
  });

  test("a class in neither truth nor prediction does not count", () => {
    const { macroF1, balancedAccuracy, f1 } = classificationMetrics([0, 1], [0, 1], 3);
    expect({ macroF1, balancedAccuracy, f1 }).toEqual({
      macroF1: 1,
      balancedAccuracy: 1,
      f1: [1, 1, 0],
    });
  });

  test("a class that is only predicted lowers macro-F1 but not balanced accuracy", () => {
    const { macroF1, balancedAccuracy } = classificationMetrics([0, 0], [0, 1], 2);
    expect(macroF1).toBeCloseTo(1 / 3, 12);
    expect(balancedAccuracy).toBe(0.5);
  });

  test("one class alone leaves nothing beyond chance: kappa 0", () => {
    expect(classificationMetrics([0, 0], [0, 0], 2).kappa).toBe(0);
  });
});

describe("counting", () => {
  test("rows are truth, columns predictions", () => {
    expect(confusionMatrix([0, 0, 1], [0, 1, 1], 2)).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  test.each([
    ["fewer predictions than labels", [0, 1], [0], "got 1 for 2"],
    ["a label out of range", [5], [0], "sample 0 has label 5"],
    ["a prediction out of range", [0], [-1], "prediction -1"],
    ["nothing", [], [], "got none"],
  ])("%s is refused", (_, truth, predictions, message) => {
    expect(() => classificationMetrics(truth, predictions, 2)).toThrow(message);
  });

  test("the first of equal logits wins", () => {
    expect([...argmaxRows([1, 3, 3, 2, 2, 1], 3)]).toEqual([1, 0]);
  });
});
