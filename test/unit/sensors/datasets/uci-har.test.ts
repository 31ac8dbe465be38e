import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import type { Recording } from "#core/signal";
import { uciHar } from "#sensors/datasets/uci-har";
import { loadDataset } from "#sensors/load-dataset";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const location = join("..", "shared", "data", "UCI-HAR");
const absent = !existsSync(location);
const random = new Random(1);

describe.skipIf(absent)("the original archive (needs ../shared/data)", () => {
  let recordings: readonly Recording[] = [];
  beforeAll(async () => {
    ({ recordings } = await loadDataset(uciHar, { location, random }));
  }, 60_000);
  const countsOf = (part: readonly string[]) =>
    uciHar.classes.map((_name, index) => {
      const inPart = recordings.filter(({ subject }) => part.includes(subject));
      return inPart.filter(({ label }) => label === index).length;
    });

  test("windows per class and part", () => {
    expect(countsOf(uciHar.split!.train)).toEqual([1135, 945, 857, 1202, 1290, 1323]);
    expect(countsOf(uciHar.split!.test)).toEqual([460, 416, 362, 455, 496, 501]);
  });

  test("every subject is there; the parts of the files are those of the split", () => {
    expect(new Set(recordings.map(({ subject }) => subject)).size).toBe(30);
    for (const { id, subject } of recordings)
      expect(id.startsWith("test-")).toBe(uciHar.split!.test.includes(subject));
  });

  test("128 finite values a channel; a person at rest feels 1 g", () => {
    for (const { signals } of recordings)
      for (const { data } of Object.values(signals))
        if (data.length !== 384 || !data.every(Number.isFinite)) expect.unreachable();
    const laying = recordings.find(({ label }) => label === 5)!.signals.acc!.data;
    expect(Math.hypot(laying[0]!, laying[1]!, laying[2]!)).toBeCloseTo(1, 1);
  });
});

/** Two training rows and one test row of two samples each. */
function layout(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [part, rows] of [
    ["train", 2],
    ["test", 1],
  ] as const) {
    files[`${part}/y_${part}.txt`] = "5\n1\n".slice(0, 2 * rows);
    files[`${part}/subject_${part}.txt`] = "1\n30\n".slice(0, rows === 2 ? 5 : 2);
    for (const [s, signal] of ["total_acc", "body_acc", "body_gyro"].entries())
      for (const [a, axis] of ["x", "y", "z"].entries())
        files[`${part}/Inertial Signals/${signal}_${axis}_${part}.txt`] = Array.from(
          { length: rows },
          (_, row) => `  ${row + 1}.${s}${a}0000e+000 -${row + 1}.${s}${a}0000e-001\n`,
        ).join("");
  }
  return files;
}

test("the unpacked layout is read, values at their places", async () => {
  const folder = await temporaryFolder(layout());
  const { recordings } = await loadDataset(uciHar, { location: folder, random });
  expect(recordings.map(({ id, subject, label }) => [id, subject, label])).toEqual([
    ["train-1", "1", 4],
    ["train-2", "30", 0],
    ["test-1", "1", 4],
  ]);
  const { gyro } = recordings[1]!.signals;
  expect([...gyro!.data]).toEqual([2.2, 2.21, 2.22, -0.22, -0.221, -0.222].map(Math.fround));
});

test("missing files and files of other length are named", async () => {
  const { "train/y_train.txt": _gone, ...rest } = layout();
  const without = await temporaryFolder(rest);
  await expect(loadDataset(uciHar, { location: without, random })).rejects.toThrow(
    /no y_train\.txt here/,
  );
  const short = await temporaryFolder({ ...layout(), "test/subject_test.txt": "1\n2\n" });
  await expect(loadDataset(uciHar, { location: short, random })).rejects.toThrow(
    /y_test\.txt has 1 rows, another file of that part 2/,
  );
});
