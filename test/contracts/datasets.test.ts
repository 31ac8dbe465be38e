import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Random } from "#core/random";
import type { Recording } from "#core/signal";
import type { Dataset } from "#sensors/dataset";
import * as datasets from "#sensors/datasets/entries";
import { loadDataset } from "#sensors/load-dataset";

/** Where the files of a data set lie, if they are at hand. */
const locations: Readonly<Record<string, string>> = {
  folder: join("test", "contracts", "folder-example"),
  "uci-har": join("..", "shared", "data", "UCI-HAR"),
  "utd-mhad": join("..", "shared", "data", "UTD-MHAD"),
};
const entries: readonly [string, Dataset][] = Object.entries(datasets);

test("every file is an entry, in the order of names", () => {
  const files = readdirSync("sensors/datasets").filter((file) => file !== "entries.ts");
  expect(entries.map(([, { name }]) => `${name}.ts`)).toEqual(files.sort());
  const lines = readFileSync("sensors/datasets/entries.ts", "utf8").split("\n");
  const exported = lines.filter((line) => line.startsWith("export"));
  expect(exported).toEqual([...exported].sort((a, b) => pathOf(a).localeCompare(pathOf(b))));
});

function pathOf(line: string): string {
  return line.slice(line.indexOf("./"));
}

describe.each(entries)("%s", (key, dataset) => {
  test("is called like its file", () => {
    expect(key).toBe(dataset.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
  });

  test("says where it comes from", () => {
    for (const text of [
      dataset.title,
      dataset.summary,
      dataset.source,
      dataset.license,
      dataset.citation,
    ])
      expect(text.length).toBeGreaterThan(0);
    expect(dataset.homepage).toMatch(/^https:\/\//);
  });

  test("its official split shares nobody", () => {
    const { train = [], test: held = [] } = dataset.split ?? {};
    expect(train.filter((subject) => held.includes(subject))).toEqual([]);
  });

  test("its classes and channels have names of their own", () => {
    expect(new Set(dataset.classes).size).toBe(dataset.classes.length);
    for (const { channels } of Object.values(dataset.modalities))
      expect(new Set(channels).size).toBe(channels.length);
  });

  const location = locations[dataset.name];
  const absent = dataset.files === "required" && !existsSync(location ?? "-");
  test.skipIf(absent)(`keeps what it states (needs ${location ?? "files"})`, async () => {
    const { classes, modalities, recordings, split } = await loadDataset(dataset, {
      ...(location !== undefined && { location }),
      random: new Random(1),
    });
    for (const recording of recordings) checkRecording(recording, modalities, classes.length);
    expect(new Set(recordings.map(({ id }) => id)).size).toBe(recordings.length);
    expect(new Set(recordings.map(({ label }) => label)).size).toBe(classes.length);
    const subjects = new Set(recordings.map(({ subject }) => subject));
    if (split) expect([...split.train, ...split.test].sort()).toEqual([...subjects].sort());
  });
});

function checkRecording(
  { id, label, signals }: Recording,
  modalities: Dataset["modalities"],
  classes: number,
): void {
  const problems = Object.entries(modalities).filter(([name, { unit, channels, sampleRate }]) => {
    const signal = signals[name];
    const kept =
      signal?.unit === unit &&
      signal.sampleRate === sampleRate &&
      signal.channels.join() === channels.join() &&
      signal.data.length > 0 &&
      signal.data.length % channels.length === 0 &&
      signal.data.every(Number.isFinite);
    return !kept;
  });
  if (problems.length > 0) expect.unreachable(`${id}: ${problems.map(([name]) => name).join()}`);
  if (typeof label === "number" && !(label >= 0 && label < classes)) expect.unreachable(id);
}
