import { describe, expect, test } from "vitest";
import { gain } from "#report/gain";
import { reportHtml } from "#report/report-html";
import { summarize } from "#report/summary";
import { sampleResult } from "#test/support/run-result";

const result = sampleResult();
const page = await reportHtml(result);

test("needs nothing from elsewhere", () => {
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|src=/i);
  const addresses = page.match(/https?:\/\/[^"'\s<]+/g) ?? [];
  expect(addresses.filter((address) => !address.startsWith("http://www.w3.org/"))).toEqual([]);
});

test("is the same text for the same result", async () => {
  expect((await reportHtml(sampleResult())) === page).toBe(true); // a diff of the page helps nobody
});

test("has a row per model with headers on both sides", () => {
  const table = page.match(/<table class="cards"[\s\S]*?<\/table>/)![0];
  for (const { title } of summarize(result)) expect(table).toContain(title);
  expect(table.match(/<th scope="row"/g)).toHaveLength(result.models.length);
  for (const name of ["Accuracy", "Macro-F1", "Parameters", "MACs", "File", "CPU p95", "WASM p50"])
    expect(table).toContain(`<th scope="col" role="columnheader">${name}</th>`);
});

test("shows every section, each figure with words for who cannot see it", () => {
  for (const id of [
    "models",
    "cost",
    "classes",
    "confusions",
    "robustness",
    "calibration",
    "latency",
    "operators",
    "learning",
    "data",
    "origin",
  ])
    expect(page).toContain(`<section id="${id}"`);
  const charts = page.match(/<svg /g)!.length;
  expect(page.match(/<svg role="img" aria-label="/g)).toHaveLength(charts);
  expect(page).toContain("wristill run --seeds 5");
});

test("follows the reader's light or dark, phone and paper", () => {
  for (const query of ["prefers-color-scheme: dark", "max-width: 720px", "@media print"])
    expect(page).toContain(query);
});

test("names from files cannot become markup", async () => {
  const hostile = "<script>alert(1)</script>";
  const classes = [hostile, '"><b>', "walk"];
  const text = await reportHtml({ ...sampleResult({ classes, seeds: 1 }), name: hostile });
  expect(text).not.toContain("<script");
  expect(text).not.toContain("<b>");
});

describe("what a run left out is left out", () => {
  test("no teacher, no quantization, no benchmark, no curves", async () => {
    const models = result.models
      .filter(({ kind }) => kind === "alone")
      .map((model) => ({ ...model, latency: {}, curves: [], bytes: null, file: null }));
    const text = await reportHtml({ ...result, models, gain: gain(models), quantization: null });
    for (const id of ["cost", "classes", "latency", "learning"])
      expect(text).not.toContain(`<section id="${id}"`);
    expect(text).toContain('<section id="confusions"');
    expect(text).not.toMatch(/undefined|NaN|>null</);
  });
});
