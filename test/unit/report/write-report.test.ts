import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readResult, writeReport } from "#report/write-report";
import { sampleResult } from "#test/support/run-result";
import { temporaryFolder } from "#test/support/temporary-folder";

test("what was written is read back whole", async () => {
  const folder = await temporaryFolder();
  const result = sampleResult({ seeds: 1 });
  expect(await writeReport(folder, result)).toBe(join(folder, "report.html"));
  expect((await readdir(folder)).sort()).toEqual(["model-card.md", "report.html", "result.json"]);
  expect(await readFile(join(folder, "report.html"), "utf8")).toMatch(/^<!doctype html>/);
  expect(await readResult(folder)).toEqual(result);
});

test("refused: a folder without a result, a file, another format", async () => {
  const folder = await temporaryFolder();
  await expect(readResult(folder)).rejects.toThrow("holds no finished run");
  await writeFile(join(folder, "result.json"), '{"format": 0}');
  await expect(readResult(join(folder, "result.json"))).rejects.toThrow("holds no finished run");
  await expect(readResult(folder)).rejects.toThrow("format 0, this one reads 3");
});
