import { describe, expect, test } from "vitest";
import { benchReport } from "#benchmarks/harness/bench-report";
import { deviceReports } from "#benchmarks/harness/device/device-reports";
import { longestAnswer, planFiles } from "#benchmarks/harness/device/plan-files";
import type { Visit } from "#benchmarks/harness/device/receive-devices";
import type { JobSubject } from "#benchmarks/harness/job";
import { unpack } from "#core/pack";
import { benchCsv } from "#report/bench/bench-csv";
import { benchHtml } from "#report/bench/bench-html";
import { benchMarkdown } from "#report/bench/bench-markdown";
import { benchText } from "#report/bench/bench-text";
import { partsOf, phone, runNamed, samplePlan } from "#test/support/device-answers";
import { benchOf, benchWithDevices, plainPhone, visit } from "#test/support/device-bench";

const plan = samplePlan(["float.onnx", "int8.onnx"]);
const reportOf = (visits: readonly Visit[]) => benchOf(plan, visits);

describe("a plan", () => {
  test("asks for starts of each file and every way to run, and says things once", async () => {
    const { plan: page, files } = planFiles(plan);
    expect(page.steps.map(({ label }) => label)).toEqual([
      ...["Start 1 of 3", "Start 2 of 3", "Start 3 of 3"],
      ...["1 thread, 1 of 2", "1 thread, 2 of 2", "2 threads, 1 of 2", "2 threads, 2 of 2"],
      ...["WebGPU, 1 of 2", "WebGPU, 2 of 2"],
    ]);
    expect(Object.keys(files)).toHaveLength(1 + 3 + 1); // runtime alone, each file, all; and the plan
    for (const [i, { schedule, subjects }] of page.steps.entries()) {
      const text = new TextDecoder().decode(await files[subjects]!.read());
      expect({ ...schedule, subjects: unpack<JobSubject[]>(text, subjects) }).toEqual(
        plan.steps[i]!.job,
      );
    }
  });

  test("has the same key whenever it is made, and another for other files", () => {
    expect(planFiles(samplePlan(["float.onnx", "int8.onnx"])).plan.key).toBe(
      planFiles(plan).plan.key,
    );
    expect(planFiles(samplePlan()).plan.key).not.toBe(planFiles(plan).plan.key);
  });

  test("an honest answer fits into the body that is let in", () => {
    const bytes = partsOf(plan, runNamed(1)).map((part) => JSON.stringify(part).length);
    expect(Math.max(...bytes)).toBeLessThan(longestAnswer(plan));
  });
});

describe("devices in a report", () => {
  const report = benchWithDevices();

  test("stand in the order of their first answers, each under a name of its own", () => {
    expect(benchReport.parse(report)).toEqual(report);
    expect(report.devices.map(({ name, steps }) => [name, steps])).toEqual([
      ["Phone", { done: 4, due: 5 }],
      ["Phone (2)", { done: 7, due: 7 }],
    ]);
    expect(report.devices[0]!.absent).toEqual([
      "2 threads: only where the page comes by HTTPS or from the device itself",
      "WebGPU: this browser has none",
    ]);
  });

  test("half a measurement counts for what it is", () => {
    const [one] = report.series.filter(({ device }) => device === "Phone");
    expect(one!.files[0]!.samples).toHaveLength(1);
    expect(one!.files[1]!.versusFirst).toMatchObject({ says: "can't tell", repeats: 1 });
  });

  test("what broke on a device is told, as is what was measured beside", () => {
    const [first, ...rest] = partsOf(plan, runNamed(3), plainPhone);
    const broken = { ...first!, answer: { error: "no memory", ofUser: false } };
    const { devices } = deviceReports("device", plan, [visit([broken, ...rest], 0)]);
    expect(devices[0]!.absent).toContain("Start 1 of 3: no memory");
    expect(Object.keys(devices[0]!.cold)).toEqual(["float.onnx", "int8.onnx"]);
  });

  test("text, Markdown, CSV and page have a row for every device and file", async () => {
    expect(benchText(report)).toMatch(/Phone \(2\) +int8\.onnx +2 threads +\d/);
    expect(benchMarkdown(report)).toMatch(/\| Phone \(2\) \| int8\.onnx \| 2 threads \|/);
    const rows = benchCsv(report).trimEnd().split("\n");
    expect(rows.filter((row) => row.includes(",device,Phone (2),"))).toHaveLength(4);
    const page = await benchHtml(report);
    expect(page.match(/<details><summary>Phone/g)).toHaveLength(3);
    expect(page).toContain("Phone: 2 threads: only where");
  });
});

test.each([
  ["<script>alert(1)</script>", /<script>alert/],
  ["</style><img src=x onerror=alert(1)>", /<img/],
  ["[click](javascript:alert(1))", /[^\\]\[click\]\(/],
  ["`code`", /[^\\]`code/],
])("the name %s is no markup in the page, nor in Markdown", async (name, markup) => {
  const parts = partsOf(plan, runNamed(1), { ...phone, name });
  const report = reportOf([visit(parts, 0)]);
  const page = await benchHtml(report);
  if (name.includes("<")) expect(page).not.toMatch(markup);
  else expect(benchMarkdown(report)).not.toMatch(markup);
  expect(benchMarkdown(report)).not.toMatch(/[^\\]<(script|img|\/style)/);
});

test("the name a|b is one cell", () => {
  const parts = partsOf(plan, runNamed(1), { ...phone, name: "a|b" });
  expect(benchMarkdown(reportOf([visit(parts, 0)]))).toContain("| a\\|b | float.onnx | 1 thread |");
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)"])(
  "the name %s is no formula in a spreadsheet",
  (name) => {
    const parts = partsOf(plan, runNamed(1), { ...phone, name });
    expect(benchCsv(reportOf([visit(parts, 0)]))).toContain(`,device,'${name},`);
  },
);
