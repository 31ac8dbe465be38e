import { expect, test } from "vitest";
import { disturbedAccuracy } from "#report/charts/disturbed-accuracy";
import { pooled } from "#report/charts/reliability-diagram";
import { calibration } from "#report/sections/calibration";
import { cost, unbeaten } from "#report/sections/cost";
import { operators } from "#report/sections/operators";
import { robustness } from "#report/sections/robustness";
import { summarize, titleWithin } from "#report/summary";
import { sampleResult } from "#test/support/run-result";

const result = sampleResult({ seeds: 2 });

test("every disturbance is a chart and a table with a row per strength", async () => {
  const { text } = (await robustness(result))!;
  const { disturbances, windows } = result.robustness!;
  expect(text).toContain(`${windows} test windows`);
  expect(text.match(/<svg /g)).toHaveLength(disturbances.length);
  const rows = disturbances.reduce((sum, { strengths }) => sum + strengths.length, 0);
  expect(text.match(/<th scope="row">/g)).toHaveLength(rows);
  const [first] = disturbances[0]!.models;
  const [a, b] = first!.accuracy.map((strengths) => 100 * strengths[0]!);
  expect(text).toContain(`<td>${((a! + b!) / 2).toFixed(1)} <span class="spread">±`);
  expect(await robustness({ ...result, robustness: null })).toBeNull();
});

test("an axis is labelled with the strengths themselves", async () => {
  const [disturbance] = result.robustness!.disturbances;
  const strengths = [0, 0.25, 10, 35, 180];
  const models = disturbance!.models.map((model) => ({
    ...model,
    accuracy: [strengths.map(() => 0.5)],
  }));
  const svg = await disturbedAccuracy({ ...disturbance!, strengths, models }, [0, 100]);
  for (const strength of strengths) expect(svg).toContain(`>${strength}</text>`);
});

test("every student's confidence is a diagram and a row, teachers have none", async () => {
  const { text } = (await calibration(result))!;
  expect(text.match(/<svg /g)).toHaveLength(3);
  expect(text).toContain("1.40");
  expect(text).not.toContain("Teacher");
  const models = result.models.map((model) => ({ ...model, calibration: [] }));
  expect(await calibration({ ...result, models })).toBeNull();
});

test("without a temperature a dash stands in its place", async () => {
  const models = result.models.map((model) => ({
    ...model,
    calibration: model.calibration.map((each) => ({ ...each, scaled: null })),
  }));
  const { text } = (await calibration({ ...result, models }))!;
  expect(text).toContain("<td>–</td>");
  expect(text).not.toMatch(/NaN|undefined/);
});

test("bins of several seeds are weighted by their windows", () => {
  const bin = (count: number, accuracy: number) => ({
    ece: 0,
    bins: [{ from: 0.5, to: 0.6, count, confidence: 0.55, accuracy }],
  });
  const [pool] = pooled([bin(10, 1), bin(30, 0.6)]);
  expect(pool!.count).toBe(40);
  expect(pool!.accuracy).toBeCloseTo(0.7, 12);
  expect(pool!.confidence).toBeCloseTo(0.55, 12);
});

test("a model that another beats in accuracy, size and time is not among the best", async () => {
  const summaries = summarize(result);
  const best = unbeaten(summaries);
  expect(best.length).toBeGreaterThan(0);
  const worse = summaries.map(({ model, accuracy, ...rest }, i) => ({
    ...rest,
    model: i === 0 ? { ...model, bytes: 1e9 } : model,
    accuracy: i === 0 ? { mean: 0.1, sd: null } : accuracy,
  }));
  expect(unbeaten(worse)).not.toContain(worse[0]);
  const { text } = (await cost(result))!;
  expect(text.match(/<svg /g)).toHaveLength(2);
  expect(text).toContain(titleWithin(best[0]!.model));
  expect(titleWithin({ kind: "teacher", role: "Skel" })).toBe("teacher Skel");
  expect((await cost(sampleResult({ seeds: 1 })))!.text).not.toContain("over the seeds");
});

test("operators have bars as long as their share, nodes are folded away", () => {
  const { text } = operators(result)!;
  expect(text).toContain("Where the quantized student spends its time");
  expect(text).toContain('style="width: 90.9%"'); // 41.2 of 45.3 µs
  expect(text).toMatch(/<details><summary>By node<\/summary>[\s\S]*Conv\(1x3x1x128\)/);
  expect(operators({ ...result, profile: null })).toBeNull();
});
