/** Real recordings against NumPy and SciPy: figures from scripts/golden/real-formats.py. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Files, openFiles, type SourceFile } from "#sensors/files";
import { readEdf } from "#sensors/formats/edf";
import { matVariable } from "#sensors/formats/mat";
import { readSktime } from "#sensors/formats/sktime";
import { numbersOf, readTable, streamTable } from "#sensors/formats/table";
import { readTextMatrix } from "#sensors/formats/text-matrix";

const shared = join("..", "shared", "data");

/** The test is skipped where the recordings are not on disk. */
function withFiles(name: string, folder: string, check: (files: Files) => Promise<void>): void {
  test.skipIf(!existsSync(join(shared, folder)))(
    name,
    async () => {
      const files = await openFiles(join(shared, folder));
      await check(files);
      files.close();
    },
    120_000,
  );
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const sumOfSizes = (values: ArrayLike<number>) => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += Math.abs(values[i]!);
  return total;
};

withFiles("EDF: every sample of 30 files of EEGMMIDB", "EEGMMIDB", async (files) => {
  const list = files.list(/\.edf$/);
  expect(list).toHaveLength(30);
  let total = 0;
  for (const file of list) {
    const { format, signals, events, stretches } = readEdf(await file.bytes(), file.path);
    expect([format, signals.length, stretches.length]).toEqual(["EDF+C", 64, 1]);
    expect(signals.every(({ sampleRate, unit }) => sampleRate === 160 && unit === "uV")).toBe(true);
    expect(events.every(({ text }) => /^T[012]$/.test(text))).toBe(true);
    expect(events).toHaveLength(events.filter(({ duration }) => duration! > 1.8).length);
    total += sum(signals.map(({ data }) => sum(data)));
  }
  expect(total).toBe(-189_401_402);
});

withFiles("EDF: labels and values of S001R04", "EEGMMIDB", async (files) => {
  const file = files.find(/S001R04\.edf$/, "S001R04.edf");
  const { signals, events, start } = readEdf(await file.bytes(), file.path);
  const figures = ["C3", "Cz", "Iz"].map((label) => {
    const { data } = signals.find((signal) => signal.label === label)!;
    return [label, [...data.slice(0, 4)], sum(data), sum(data.map((x) => x ** 2))];
  });
  expect(figures).toEqual([
    ["C3", [4, -27, -71, -53], 31_114, 54_780_114],
    ["Cz", [18, -26, -66, -61], 39_120, 62_154_500],
    ["Iz", [-39, -34, -27, -43], -25_349, 55_499_843],
  ]);
  expect(start).toBe("2009-08-12T16:15:00");
  expect(events.filter(({ text }) => text === "T1")).toHaveLength(8);
  expect(events.filter(({ text }) => text === "T2")).toHaveLength(7);
});

withFiles("MAT: every number of UTD-MHAD", "UTD-MHAD", async (files) => {
  const figures = async (list: readonly SourceFile[], variable: string) => {
    let [count, total] = [0, 0];
    for (const file of list) {
      const { data } = await matVariable(await file.bytes(), file.path, variable);
      count += data.length;
      total += sumOfSizes(data);
    }
    return [list.length, count, total] as const;
  };
  const [inertial, numbers, total] = await figures(files.list(/_inertial\.mat$/), "d_iner");
  expect([inertial, numbers]).toEqual([861, 933_828]);
  expect(total / 31_351_610.033211987).toBeCloseTo(1, 9);
  const [skeletons, coordinates, metres] = await figures(files.list(/_skeleton\.mat$/), "d_skel");
  expect([skeletons, coordinates]).toEqual([861, 3_497_940]);
  expect(metres / 4_014_970.6849374403).toBeCloseTo(1, 9);
});

withFiles("text tables: every line of WISDM, whole and streamed", "WISDM-2019", async (files) => {
  const options = { terminator: ";" };
  let [rows, total] = [0, 0];
  for (const file of files.list(/watch\/.*data_.*\.txt$/)) {
    for await (const table of streamTable(file.stream(), file.path, options)) {
      rows += table.rows;
      for (const axis of [4, 5, 6]) total += sumOfSizes(numbersOf(table, `column ${axis}`));
    }
  }
  expect(rows).toBe(1_578_936);
  expect(total / 14_482_853.33085633).toBeCloseTo(1, 9);
  const file = files.find(/data_1606_accel_watch\.txt$/, "a file");
  const { columns } = readTable(await file.bytes(), file.path, options);
  expect(columns.map(({ kind }) => kind).join(" ")).toBe("number text number number number number");
});

withFiles("text matrices: every file of HMP", "HMP", async (files) => {
  const list = files.list(/Accelerometer-.*\.txt$/);
  let [rows, total] = [0, 0];
  for (const file of list) {
    const matrix = readTextMatrix(await file.bytes(), file.path);
    rows += matrix.rows;
    total += sum(matrix.data);
  }
  expect([list.length, rows, total]).toEqual([839, 446_529, 46_765_379]);
});

withFiles(".ts files: BasicMotions and RacketSports", "UEA-watch", async (files) => {
  const figures = async (name: string) => {
    const file = files.find(new RegExp(`${name}\\.ts$`), name);
    const { cases, classes } = readSktime(await file.bytes(), file.path);
    const channels = cases.flatMap((each) => each.channels);
    const total = sum(channels.map((samples) => sum(samples)));
    return [cases.length, classes.length, channels.length, channels[0]!.length, total] as const;
  };
  const motions = await figures("BasicMotions_TRAIN");
  expect(motions.slice(0, 4)).toEqual([40, 4, 240, 100]);
  expect(motions[4]).toBeCloseTo(646.184471052984, 6);
  const sports = await figures("RacketSports_TEST");
  expect(sports.slice(0, 4)).toEqual([152, 4, 912, 30]);
  expect(sports[4]).toBeCloseTo(2951.7304451374803, 6);
});
