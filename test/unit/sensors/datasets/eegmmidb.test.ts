import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import type { Recording } from "#core/signal";
import { type EegmmidbOptions, eegmmidb } from "#sensors/datasets/eegmmidb";
import { type LoadedDataset, loadDataset } from "#sensors/load-dataset";
import { annotation, makeEdf } from "#test/unit/sensors/formats/make-edf";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const location = join("..", "shared", "data", "EEGMMIDB");
const random = new Random(1);

/** Trials of left fist, right fist, both fists, both feet. */
const trials: Readonly<Record<string, readonly number[]>> = {
  ...{ S001: [23, 22, 21, 24], S002: [7, 8, 8, 7], S003: [8, 7, 7, 8], S004: [8, 7, 8, 7] },
  ...{ S005: [7, 8, 7, 8], S006: [8, 7, 7, 8], S007: [8, 7, 7, 8], S008: [7, 8, 7, 8] },
  ...{ S009: [8, 7, 8, 7], S010: [8, 7, 7, 8], S015: [23, 22, 22, 23] },
};

describe.skipIf(!existsSync(location))("the original files (needs ../shared/data)", () => {
  let loaded: LoadedDataset;
  beforeAll(async () => {
    const options = { electrodes: ["C3", "Cz", "C4"] };
    loaded = await loadDataset(eegmmidb, { location, random, options });
  }, 60_000);

  test("450 trials, as many of each kind and person as published", () => {
    const counts = Object.fromEntries(
      Object.keys(trials).map((name) => {
        const own = loaded.recordings.filter(({ subject }) => subject === name);
        const labels = own.flatMap(({ events = [] }) => events.map(({ label }) => label));
        return [name, [0, 1, 2, 3].map((kind) => labels.filter((label) => label === kind).length)];
      }),
    );
    expect(counts).toEqual(trials);
  });

  test("160 Hz, whole microvolts, 123 or 125 s a run, cues of 4.1 to 4.2 s", () => {
    for (const { signals, subject, events = [] } of loaded.recordings) {
      const { sampleRate, data } = signals.eeg!;
      const seconds = ["S001", "S003", "S007"].includes(subject) ? 125 : 123;
      expect([sampleRate, data.length]).toEqual([160, 3 * 160 * seconds]);
      expect(data.every((x) => Number.isInteger(x) && Math.abs(x) <= 8092)).toBe(true);
      for (const { onset, duration, label } of events) {
        expect(duration).toBeGreaterThanOrEqual(label < 0 ? 0 : 4.1);
        expect(onset + duration).toBeLessThanOrEqual(seconds + 5);
      }
    }
    expect(loaded.notes).toEqual([]);
  });

  test("the track says at each sample what its cue says", () => {
    for (const { label, events = [] } of loaded.recordings)
      for (const { onset, label: expected } of events)
        expect((label as Int32Array)[Math.round((onset + 1) * 160)]).toBe(expected);
  });
});

/** Electrodes out of order and padded, as in the set; one second each of rest, T2 and T1. */
function runFile(labels = ["Cz..", "Fc5.", "C3..", "Iz.."], perRecord = 160): Uint8Array {
  const range = { physical: [-8092, 8092], digital: [-8092, 8092] } as const;
  const values = (c: number) => Array.from({ length: 3 }, () => Array(perRecord).fill(c + 1));
  const cue = (at: number, text: string) =>
    annotation(`+${at}`, [""]) + annotation(`+${at}`, [text], "1");
  return makeEdf({
    reserved: "EDF+C",
    signals: [
      ...labels.map((label, c) => ({ label, ...range, records: values(c) })),
      { label: "EDF Annotations", records: [cue(0, "T0"), cue(1, "T2"), cue(2, "T1")] },
    ],
  });
}

async function load(
  runs: readonly string[],
  options: Partial<EegmmidbOptions> = {},
  file = runFile(),
): Promise<LoadedDataset> {
  const contents = Object.fromEntries(
    runs.map((run) => [`files/${run.slice(0, 4)}/${run}.edf`, file]),
  );
  const folder = await temporaryFolder(contents);
  return loadDataset(eegmmidb, {
    location: folder,
    random,
    options: { electrodes: ["C3", "CZ"], ...options },
  });
}

const named = ({ id, events = [] }: Recording, classes: readonly string[]) => [
  id,
  ...events.map(({ label }) => classes[label] ?? "-"),
];

test("the run decides what T1 and T2 mean; electrodes are found by name", async () => {
  const runs = Array.from({ length: 14 }, (_, i) => `S001R${String(i + 1).padStart(2, "0")}`);
  const { recordings, classes, modalities } = await load(runs);
  const fist = ["-", "right-fist", "left-fist"];
  const both = ["-", "both-feet", "both-fists"];
  expect(recordings.map((recording) => named(recording, classes))).toEqual([
    ["S001R04", ...fist],
    ["S001R06", ...both],
    ["S001R08", ...fist],
    ["S001R10", ...both],
    ["S001R12", ...fist],
    ["S001R14", ...both],
  ]);
  expect(modalities.eeg!.channels).toEqual(["C3", "Cz"]);
  const [first] = recordings;
  expect([...first!.signals.eeg!.data.subarray(0, 4)]).toEqual([3, 1, 3, 1]);
  expect(first).toMatchObject({ subject: "S001", run: "R04" });
  expect([...new Set(first!.label as Int32Array)]).toEqual([-1, 1, 0]);
});

test("classes may be chosen; runs that show none of them are passed over", async () => {
  const chosen = { movement: "both", classes: ["rest", "both-feet"] } as const;
  const { recordings, classes } = await load(["S001R03", "S001R05"], chosen);
  expect(recordings.map((recording) => named(recording, classes))).toEqual([
    ["S001R03", "rest", "-", "-"],
    ["S001R05", "rest", "both-feet", "-"],
  ]);
  const feet = await load(["S001R03", "S001R05"], { ...chosen, classes: ["both-feet"] });
  expect(feet.recordings.map(({ id }) => id)).toEqual(["S001R05"]);
});

test("subjects of another rate or timing are left out and counted, unless they are to be kept", async () => {
  const file = runFile(undefined, 128);
  const runs = ["S002R04", "S088R04", "S104R04"];
  const { recordings, notes } = await load(runs, {}, file);
  expect(recordings.map(({ id }) => id)).toEqual(["S002R04"]);
  expect(notes.map(({ count, file: path }) => [count, path])).toEqual([
    [1, "files/S088/S088R04.edf"],
    [1, "files/S104/S104R04.edf"],
  ]);
  const kept = (await load(runs, { irregular: "keep" }, file)).recordings;
  expect(kept.map(({ signals }) => signals.eeg!.sampleRate)).toEqual([128, 128, 128]);
});

test.each<[string, Partial<EegmmidbOptions>, RegExp]>([
  ["an electrode nobody knows", { electrodes: ["C33"] }, /"C33" is no electrode/],
  ["an electrode the file lacks", { electrodes: ["O1"] }, /S001R04\.edf: no electrode O1/],
  ["a class nobody knows", { classes: ["left-fest"] }, /did you mean "left-fist"/],
  ["a class named twice", { classes: ["rest", "rest"] }, /"rest" is named twice/],
])("%s: refused in one sentence", async (_what, options, message) => {
  await expect(load(["S001R04"], options)).rejects.toThrow(message);
});
