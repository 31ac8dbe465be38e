import { expect, test } from "vitest";
import { modelCard, modelTable, runSummary } from "#report/markdown";
import { latency } from "#report/sections/latency";
import { sampleResult } from "#test/support/run-result";

const result = sampleResult();

test("the model card says what goes in, what comes out, and on whom it was tested", () => {
  const card = modelCard(result);
  expect(card).toContain("`acc`: 128 steps × 3 channels (x, y, z), g, 50 Hz");
  expect(card).toContain("in this order: arm curl, clap");
  expect(card).toContain("320 windows of 4 people (s04, s06, s10, s12) not in training");
  expect(card).not.toContain("joint 0"); // the skeleton is a teacher's input, not the model's
  const anonymous = modelCard({ ...result, data: { ...result.data, anonymous: true } });
  expect(anonymous).toContain("320 windows; the files do not say whose");
});

test("the model card says how convolutions are said where that was measured", async () => {
  const convolutions = "convolutions of height 1; 1-D convolutions take 1.20 times as long";
  const measured = { ...result, convolutions };
  expect(modelCard(measured)).toContain(`## Convolutions\n\nIn float: ${convolutions}.\n`);
  expect((await latency(measured))!.text).toContain(`in float: ${convolutions}.`);
  expect(modelCard(result)).not.toContain("Convolutions");
  expect((await latency(result))!.text).not.toContain("in float:");
});

test("the table has a row per model and a column per target that was measured", () => {
  const { head, rows } = modelTable(result);
  expect(rows.map(([title]) => title)).toEqual([
    "Teacher skel",
    "Teacher fuse",
    "Student alone",
    "Distilled student",
    "Quantized student",
  ]);
  expect(head.at(-1)).toBe("WASM p50 / p95");
  const unmeasured = result.models.map((model) => ({ ...model, latency: {} }));
  expect(modelTable({ ...result, models: unmeasured }).head.at(-1)).toBe("File");
});

test("the terminal's summary ends with the verdict", () => {
  const lines = runSummary(result).split("\n");
  expect(lines[0]).toMatch(/^Model +Network +Accuracy/);
  expect(lines.find((line) => line.startsWith("Distillation with pskd helped"))).toBeDefined();
});
