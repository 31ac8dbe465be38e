import { expect, test } from "vitest";
import { benchHtml } from "#report/bench/bench-html";
import { sampleBench } from "#test/support/bench-report";

test("opens with who is faster, and draws every series", async () => {
  const page = await benchHtml(sampleBench);
  expect(page).toContain(
    "<h1>int8.onnx is faster than float.onnx on cpu, 1 thread: 0.80 times as long</h1>",
  );
  expect(page.match(/<svg /g)).toHaveLength(2);
  expect(page).toContain("Distribution of latency on wasm, 1 thread. float.onnx: median 108 µs");
  expect(page).toMatch(/Conv<\/th><td><span class="bar" style="width: 87\.1%">/);
  expect(page).toContain("Not measured: int8.onnx: no MACs");
  expect(await benchHtml(sampleBench)).toBe(page);
});

test("one file is told with its time; names are escaped", async () => {
  const [series] = sampleBench.series;
  const [file] = series!.files;
  const alone = { ...series!, files: [{ ...file!, file: "a<b.onnx" }] };
  const page = await benchHtml({ ...sampleBench, series: [alone], comparisons: null });
  expect(page).toContain("<h1>a&lt;b.onnx takes 27.0 µs on cpu, 1 thread</h1>");
});

test("where nothing could be measured, it says so", async () => {
  expect(await benchHtml({ ...sampleBench, series: [] })).toContain("Nothing could be measured");
});
