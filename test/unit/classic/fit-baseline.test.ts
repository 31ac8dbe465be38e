import { describe, expect, test } from "vitest";
import type { Baseline } from "#classic/baseline";
import * as baselines from "#classic/entries";
import { examplesOf } from "#classic/examples";
import { fitBaseline } from "#classic/fit-baseline";
import { Random } from "#core/random";
import { argmaxRows, classificationMetrics } from "#train/metrics";
import { shakes } from "./window-set.ts";

const entries = Object.values(baselines) as unknown as readonly Baseline[];
const train = shakes(["a", "b", "c", "d"], 1);
const validation = shakes(["e"], 2);
const others = shakes(["f", "g"], 3);

describe.each(entries)("$name", (baseline) => {
  const options = baseline.name === "random-forest" ? { trees: 20 } : {};
  const fitted = (held: typeof validation | undefined, people = train) =>
    fitBaseline(baseline, people, held, { inputs: ["acc"], options, random: new Random(1) });

  test.each([
    ["a validation part", validation],
    ["training people in turn", undefined],
  ])("knows people it never saw, chosen on %s", (_, held) => {
    const { model, options: chosen, sharpness } = fitted(held);
    const { features, labels } = examplesOf(others, ["acc"]);
    const predictions = argmaxRows(model.predict(features), 3);
    expect(classificationMetrics(labels, predictions, 3).accuracy).toBeGreaterThan(0.9);
    expect(
      baseline.grid.some((tried) =>
        Object.entries(tried).every(([key, value]) => chosen[key as never] === value),
      ),
    ).toBe(true);
    expect(chosen).toMatchObject(options);
    expect(sharpness).toBeGreaterThan(0.1);
  });

  test("one person alone leaves nothing to choose by", () => {
    const { options: chosen, sharpness } = fitted(undefined, shakes(["a"], 4));
    expect(chosen).toEqual({ ...baseline.options, ...options });
    expect(sharpness).toBe(1);
  });
});

test("a modality that is not there is named", () => {
  expect(() => examplesOf(train, ["gyro"])).toThrow('no modality "gyro"');
});

test("features of two modalities stand side by side", () => {
  const { acc } = train.signals;
  const { features, width } = examplesOf({ ...train, signals: { acc: acc!, also: acc! } }, [
    "acc",
    "also",
  ]);
  const own = width / 2;
  expect(features.slice(width, width + own)).toEqual(features.slice(width + own, 2 * width));
});
