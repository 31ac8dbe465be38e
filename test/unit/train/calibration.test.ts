import { expect, test } from "vitest";
import {
  calibrationMetrics,
  expectedCalibrationError,
  reliabilityBins,
  statedConfidence,
} from "#train/calibration";

test("the worked calibration example", () => {
  const ece = expectedCalibrationError([0.95, 0.85, 0.65, 0.55], [true, true, false, true]);
  expect(ece).toBeCloseTo(0.325, 12);
});

test("misses within one bin cancel", () => {
  expect(expectedCalibrationError([0.5, 0.5], [true, false])).toBeCloseTo(0, 12);
});

test("a uniform predictor: NLL = log K, Brier = 1 − 1/K", () => {
  const { nll, brier } = calibrationMetrics(new Float32Array(12), [0, 1, 2], 4);
  expect(nll).toBeCloseTo(Math.log(4), 12);
  expect(brier).toBeCloseTo(0.75, 12);
});

test("a certain and right predictor is perfectly calibrated", () => {
  const { nll, brier, ece } = calibrationMetrics([900, 0, 0, 900], [0, 1], 2);
  expect(nll).toBeCloseTo(0, 12);
  expect(brier).toBeCloseTo(0, 12);
  expect(ece).toBeCloseTo(0, 12);
});

test("logits that are no numbers claim nothing, and are wrong", () => {
  const logits = [0, 9, Number.NaN, Number.NaN];
  expect(statedConfidence(logits, [1, 0], 2)).toEqual({
    confidence: [expect.closeTo(1, 3), 0],
    correct: [true, false],
  });
  const { nll, ece } = calibrationMetrics(logits, [1, 0], 2);
  expect(nll).toBeNaN();
  expect(ece).toBeCloseTo(0, 3);
});

test("large logits do not overflow", () => {
  expect(calibrationMetrics([1000, 0], [1], 2).nll).toBeCloseTo(1000, 9);
});

test("bins hold every sample once, a bound belonging to the bin below it", () => {
  const bins = reliabilityBins([0.2, 0.21, 0.4, 1, 0], [true, false, true, true, false], 5);
  expect(bins.map(({ from, to, count }) => [from, to, count])).toEqual([
    [0, 0.2, 2],
    [0.2, 0.4, 2],
    [0.8, 1, 1],
  ]);
  expect(bins[1]!.accuracy).toBe(0.5);
  expect(bins[1]!.confidence).toBeCloseTo(0.305, 12);
});

test("what is stated: the largest probability, and whether that class was true", () => {
  const { confidence, correct } = statedConfidence([0, Math.log(3), 0, 0], [1, 1], 2);
  expect(confidence[0]).toBeCloseTo(0.75, 12);
  expect(confidence[1]).toBeCloseTo(0.5, 12);
  expect(correct).toEqual([true, false]); // of equals, the first class
});
