import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { Random } from "#core/random";
import type { Recording } from "#core/signal";
import type { Dataset, DatasetFacts, Note } from "#sensors/dataset";
import * as datasets from "#sensors/datasets/entries";
import { noFiles, openFiles } from "#sensors/files";
import { examples as madeExamples } from "#test/unit/sensors/datasets/examples";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const shared = join("..", "shared", "data");

interface Example {
  readonly location: string;
  readonly options?: object;
}

/** Where files of a data set lie, and what is read of them. */
const examples: Readonly<Record<string, Example>> = {
  "basic-motions": { location: join(shared, "UEA-watch") },
  "eeg-demo": { location: "-", options: { subjects: 2 } },
  eegmmidb: { location: join(shared, "EEGMMIDB"), options: { electrodes: ["C3", "Cz", "C4"] } },
  folder: { location: join("test", "contracts", "folder-example") },
  hmp: { location: join(shared, "HMP") },
  "racket-sports": { location: join(shared, "UEA-watch") },
  "uci-har": { location: join(shared, "UCI-HAR") },
  umafall: { location: join(shared, "UMAFall") },
  "utd-mhad": { location: join(shared, "UTD-MHAD") },
  "wisdm-2019": { location: join(shared, "WISDM-2019") },
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
    const { title, summary, source, license, citation, homepage } = dataset;
    for (const text of [title, summary, source, license, citation])
      expect(text.length).toBeGreaterThan(0);
    if (homepage !== undefined) expect(homepage).toMatch(/^https:\/\//);
    const published = dataset.downloads ?? dataset.byHand;
    if (published) expect(homepage).toBeDefined();
  });

  test("its official split shares nobody", () => {
    const { train = [], test: held = [] } = dataset.split ?? {};
    expect(train.filter((subject) => held.includes(subject))).toEqual([]);
  });

  test("its classes and channels have names of their own, its units are those used here", () => {
    expect(new Set(dataset.classes).size).toBe(dataset.classes.length);
    for (const { channels, unit, sampleRate } of Object.values(dataset.modalities)) {
      expect(new Set(channels).size).toBe(channels.length);
      expect(["g", "rad/s", "m", "µV", "µT", "1/min", "mV"]).toContain(unit);
      expect(sampleRate).toBeGreaterThan(0);
    }
  });

  const needsFiles = dataset.files === "required";
  test.skipIf(!needsFiles).each([
    ["an empty folder", {}],
    ["a folder of something else", { "letters/dear-anna.txt": "how are you" }],
  ])("%s is refused by name, with what to give", async (_what, contents) => {
    const location = await temporaryFolder(contents);
    const error = await read(dataset, { location }, 1).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toContain(location);
    expect((error as UserError).help).toMatch(/give|write/);
  });

  const made = madeExamples[dataset.name];
  const example = examples[dataset.name] ?? { location: "-" };
  const absent = needsFiles && !made && !existsSync(example.location);
  const source = made ? "of files made to the published format" : `needs ${example.location}`;
  const exampleHere = async () => (made ? { location: await temporaryFolder(made()) } : example);
  test.skipIf(absent)(`keeps what it states (${source})`, async () => {
    const { facts, recordings, notes } = await read(dataset, await exampleHere());
    for (const recording of recordings) checkRecording(recording, facts);
    expect(new Set(recordings.map(({ id }) => id)).size).toBe(recordings.length);
    expect(labelsIn(recordings).size).toBe(facts.classes.length);
    const subjects = [...new Set(recordings.map(({ subject }) => subject))];
    if (dataset.anonymous) expect(subjects).toHaveLength(recordings.length);
    if (facts.split)
      expect([...facts.split.train, ...facts.split.test].sort()).toEqual(subjects.sort());
    for (const { count, what } of notes) expect(`${count} ${what}`).toMatch(/^[1-9]\d* [^.]+$/);
  });

  test.skipIf(absent)("is read in the same order each time", async () => {
    const here = await exampleHere();
    const first = await read(dataset, here, 5);
    expect(first.recordings.length).toBeGreaterThan(0);
    expect(fingerprint(await read(dataset, here, 5))).toEqual(fingerprint(first));
  });
});

interface Reading {
  readonly facts: DatasetFacts;
  readonly recordings: readonly Recording[];
  readonly notes: readonly Note[];
}

/** At most `most` recordings. */
async function read(dataset: Dataset, example: Example, most = 1e9): Promise<Reading> {
  const files = dataset.files === "none" ? noFiles : await openFiles(example.location);
  try {
    const options = { ...dataset.options, ...example.options };
    const facts = (await dataset.facts?.(files, options)) ?? dataset;
    const recordings: Recording[] = [];
    const notes: Note[] = [];
    const report = (note: Note) => notes.push(note);
    for await (const recording of dataset.recordings(files, options, new Random(1), report)) {
      recordings.push(recording);
      if (recordings.length === most) break;
    }
    return { facts, recordings, notes };
  } finally {
    files.close();
  }
}

function fingerprint({ recordings }: Reading): unknown {
  return recordings.map(({ id, subject, signals }) => [
    id,
    subject,
    ...Object.entries(signals).map(([name, { data }]) => [name, data.length, data.at(-1)]),
  ]);
}

function labelsIn(recordings: readonly Recording[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { label } of recordings) {
    if (typeof label === "number") found.add(label);
    else for (const each of label) found.add(each);
  }
  found.delete(-1);
  return found;
}

function checkRecording(
  { id, label, signals, events = [] }: Recording,
  { modalities, classes }: DatasetFacts,
): void {
  const unknown = Object.keys(signals).filter((name) => !(name in modalities));
  const wrong = Object.entries(modalities).filter(([name, facts]) => {
    const signal = signals[name];
    if (!signal) return facts.optional !== true;
    const { unit, channels, sampleRate, data } = signal;
    const stated =
      unit === facts.unit &&
      sampleRate === facts.sampleRate &&
      channels.join() === facts.channels.join();
    const whole = data.length > 0 && data.length % channels.length === 0;
    return !(stated && whole && isMeasured(data, facts.gaps === true));
  });
  const names = [...unknown, ...wrong.map(([name]) => name)];
  if (names.length > 0) expect.unreachable(`${id}: ${names.join()}`);
  const labels = typeof label === "number" ? [label] : [...new Set(label)];
  if (labels.some((each) => each < -1 || each >= classes.length))
    expect.unreachable(`${id}: label`);
  const { data, channels } = Object.values(signals)[0]!;
  if (typeof label !== "number") expect(label.length, id).toBe(data.length / channels.length);
  const onsets = events.map(({ onset }) => onset);
  expect(onsets, id).toEqual([...onsets].sort((a, b) => a - b));
}

/** Finite, but for NaN where gaps are declared, and then not throughout. */
function isMeasured(data: Float32Array, gaps: boolean): boolean {
  if (gaps)
    return (
      data.every((x) => Math.abs(x) < Infinity || Number.isNaN(x)) && data.some(Number.isFinite)
    );
  return data.every(Number.isFinite);
}
