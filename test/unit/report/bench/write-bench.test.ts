import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { benchReport } from "#benchmarks/harness/bench-report";
import { benchCsv } from "#report/bench/bench-csv";
import { benchMarkdown } from "#report/bench/bench-markdown";
import { checkBenchFiles, writeBench } from "#report/bench/write-bench";
import { sampleBench } from "#test/support/bench-report";
import { temporaryFolder } from "#test/support/temporary-folder";

test("CSV has one line per file and series, and quotes what needs it", () => {
  const [head, ...rows] = benchCsv(sampleBench)
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  expect(rows).toHaveLength(4);
  for (const row of rows) expect(row).toHaveLength(head!.length);
  const at = (row: number, name: string) => rows[row]![head!.indexOf(name)];
  expect([at(0, "file"), at(0, "p50_us"), at(0, "ratio_to_first")]).toEqual([
    "float.onnx",
    "27",
    "",
  ]);
  expect([at(1, "says"), at(1, "macs"), at(2, "heap")]).toEqual(["faster", "", "16800000"]);
  const [file] = sampleBench.files;
  const named = { ...sampleBench, files: [{ ...file!, name: 'a,"b"' }] };
  const [series] = sampleBench.series;
  const csv = benchCsv({
    ...named,
    series: [{ ...series!, files: [{ ...series!.files[0]!, file: 'a,"b"' }] }],
  });
  expect(csv.split("\n")[1]).toMatch(/^"a,""b""",cpu,/);
  const odd = { ...sampleBench, series: [{ ...series!, device: "a\rb" }], devices: [] };
  expect(benchCsv(odd)).toContain(',"a\rb",');
});

test("Markdown has the command, every table, and what is missing", () => {
  const text = benchMarkdown(sampleBench);
  expect(text).toContain("`wristill bench float.onnx int8.onnx`");
  expect(text).toMatch(/\| int8\.onnx \| 21\.6 µs \| .* \| faster: 0\.80 \(0\.77 … 0\.84\) \|/);
  expect(text).toContain("## wasm, 1 thread");
  expect(text).toContain("Not measured: int8.onnx: no MACs");
});

test("files are written by their endings; JSON reads back as a baseline", async () => {
  const folder = await temporaryFolder();
  const paths = ["a.json", "a.csv", "a.md"].map((name) => join(folder, name));
  await writeBench(sampleBench, paths);
  const [json, csv] = await Promise.all(paths.map((path) => readFile(path, "utf8")));
  expect(benchReport.parse(JSON.parse(json!))).toEqual(sampleBench);
  expect(csv).toBe(benchCsv(sampleBench));
});

test("an ending that names no form is refused beforehand", () => {
  expect(() => checkBenchFiles(["a.json", "a.txt"])).toThrow("--out a.txt: no form of a report");
});
