import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UserError } from "#core/errors";
import { Random } from "#core/random";
import type { RunResult } from "#report/result";
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

test("a comparison's folder has its own page, and who asks is sent there", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "leaderboard-test.html"), "");
  const page = join(folder, "leaderboard-test.html");
  await expect(readResult(folder)).rejects.toThrow(`help: its page is ${page}; the command`);
});

test("a damaged result is told by the place, whatever it is", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "result.json");
  for (const [place, damage] of [
    ["models.0.seeds", { models: [{ ...sampleResult({ seeds: 1 }).models[0], seeds: null }] }],
    ["models", { models: [] }],
    ["data.classes", { data: { ...sampleResult({ seeds: 1 }).data, classes: "walking" } }],
    ["models.0.seeds.0", { data: { ...sampleResult({ seeds: 1 }).data, classes: ["one"] } }],
    ["format", { format: "3" }],
  ] as const) {
    await writeFile(path, JSON.stringify({ ...sampleResult({ seeds: 1 }), ...damage }));
    await expect(readResult(folder)).rejects.toThrow(`result.json is damaged at ${place}: `);
  }
  for (const text of ["5", "null", "[]", "{}", '"x"']) {
    await writeFile(path, text);
    await expect(readResult(folder)).rejects.toThrow("result.json is damaged");
  }
});

test("a key or a value that is gone anywhere is refused, or the page does without it", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "result.json");
  const places = placesIn(sampleResult({ seeds: 1 }));
  const random = new Random(4);
  let refused = 0;
  for (let i = 0; i < 60; i++) {
    const place = places[random.integer(places.length)]!;
    const damaged = structuredClone(sampleResult({ seeds: 1 })) as object;
    spoil(damaged, place, [undefined, null, {}, "x"][i % 4]);
    await writeFile(path, JSON.stringify(damaged));
    const read = await readResult(folder).catch((error: unknown) => error);
    if (read instanceof UserError) refused++;
    else if (i % 10 === 0) await writeReport(folder, read as RunResult);
    else expect(read).toMatchObject({ format: 3 });
  }
  expect(refused).toBeGreaterThan(30);
});

/** Paths of all keys, longest lists by their first entries. */
function placesIn(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .slice(0, 12)
    .flatMap(([key, inner]) => [[key], ...placesIn(inner).map((rest) => [key, ...rest])]);
}

function spoil(target: object, [key = "", ...rest]: readonly string[], value: unknown): void {
  const record = target as Record<string, unknown>;
  if (rest.length > 0) spoil(record[key] as object, rest, value);
  else record[key] = value;
}
