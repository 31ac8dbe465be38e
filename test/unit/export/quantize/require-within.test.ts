import { expect, test } from "vitest";
import { requireWithin } from "#export/quantize/require-within";

const change = {
  ...{ windows: 100, changedClasses: 3, outputError: 0.0523 },
  accuracy: { float: 0.93, quantized: 0.918 },
};
const made = { scheme: "weight-int4", change, trained: false };

test("what is within the budget, or has none, passes", () => {
  requireWithin(made, undefined);
  requireWithin(made, { accuracyLoss: 0.012, outputError: 0.06 });
});

test("what is not is refused, with what it costs and what was allowed", () => {
  expect(() => requireWithin(made, { accuracyLoss: 0.005, outputError: 0.1 })).toThrow(
    "weight-int4 cannot hold the budget of at most 0.5 points lost and answers moved by 10 %: it loses 1.2 points and moves answers by 5.23 %",
  );
  expect(() => requireWithin(made, { outputError: 1e-6 })).toThrow("moved by 0.0001 %");
});

test("weights that were trained may move answers, not lose points", () => {
  const trained = { ...made, trained: true };
  requireWithin(trained, { outputError: 0.01 });
  expect(() => requireWithin(trained, { accuracyLoss: 0.005 })).toThrow("loses 1.2 points");
});
