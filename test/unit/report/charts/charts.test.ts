import { describe, expect, test } from "vitest";
import { confusionMatrix } from "#report/charts/confusion-matrix";
import { classChanges, f1Change, f1Domain } from "#report/charts/f1-change";
import { histogram, latencyDistribution } from "#report/charts/latency-distribution";
import { learningCurves } from "#report/charts/learning-curves";
import { classF1, summarize } from "#report/summary";
import { sampleResult } from "#test/support/run-result";

const result = sampleResult({ seeds: 2 });
const summaries = summarize(result);
const [teacher] = summaries;
const quantized = summaries.at(-1)!;
const { classes } = result.data;

const charts = {
  "learning curves": () => learningCurves(teacher!),
  "confusion matrix": () => confusionMatrix(quantized, classes),
  latency: async () => (await latencyDistribution(summaries, "cpu"))!,
  "F1 change": () => {
    const changes = classChanges(teacher!, quantized, classes);
    return f1Change(teacher!, quantized, changes, f1Domain(changes));
  },
};

describe.each(Object.entries(charts))("%s", (_name, draw) => {
  test("is an image with words for who cannot see it, in the page's colours", async () => {
    const svg = await draw();
    expect(svg).toMatch(/^<svg role="img" aria-label="[^"]{30,}" /);
    expect(svg).toContain("var(--");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg).not.toMatch(/(fill|stroke)="(#|rgb|black|steelblue)/);
  });
});

test("a confusion matrix has a cell per kind of outcome that occurred", async () => {
  const svg = await confusionMatrix(quantized, classes);
  const outcomes = quantized.model.seeds[0]!.confusion.flatMap((row, i) =>
    row.map((_, j) => quantized.model.seeds.some(({ confusion }) => confusion[i]![j]! > 0)),
  );
  const drawn = svg.match(/fill="var\(--(bad|quantized)\)"/g) ?? [];
  expect(drawn.length).toBe(outcomes.filter(Boolean).length);
});

test("classes are ordered from the largest loss; the axis holds them all", () => {
  const changes = classChanges(teacher!, quantized, classes);
  const losses = changes.map(({ from, to }) => to - from);
  expect(losses).toEqual([...losses].sort((a, b) => a - b));
  const before = classF1(teacher!.model);
  expect(changes.every(({ name, from }) => from === 100 * before[classes.indexOf(name)]!)).toBe(
    true,
  );
  const [low, high] = f1Domain(changes);
  expect(Math.min(...changes.flatMap(({ from, to }) => [from, to]))).toBeGreaterThanOrEqual(low);
  expect(high).toBe(100);
});

test("histogram bins are disjoint, hold every sample, and the fullest has height 1", () => {
  const samples = result.models[0]!.latency.cpu!.samples;
  const bins = histogram(samples);
  expect(Math.max(...bins.map(({ height }) => height))).toBe(1);
  for (const [i, bin] of bins.entries()) {
    expect(bin.from).toBeLessThan(bin.to);
    if (i > 0) expect(bin.from).toBeGreaterThanOrEqual(bins[i - 1]!.to * (1 - 1e-12));
  }
  const inside = (x: number) => bins.some(({ from, to }) => x >= from * 0.9999 && x <= to * 1.0001);
  expect(samples.every(inside)).toBe(true);
});

test("nothing measured, no chart", async () => {
  const unmeasured = summaries.map((each) => ({ ...each, model: { ...each.model, latency: {} } }));
  expect(await latencyDistribution(unmeasured, "wasm")).toBeUndefined();
});
