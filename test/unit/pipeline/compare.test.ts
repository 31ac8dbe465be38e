import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compareLineups, compareMethods } from "#src/pipeline/compare";
import { lineupsOf } from "#src/pipeline/lineup";
import { temporaryFolder } from "#test/support/temporary-folder";
import { clock, tiny, tinyConfig } from "./tiny-road.ts";

const once = { epochs: 1, batchSize: 16 };

test("everybody tests once where the configuration asks for folds", async () => {
  const config = tinyConfig({
    seeds: [1, 2],
    data: { ...tiny.data, split: { folds: "each", validation: 1 } },
    train: { teacher: once, student: once },
    baselines: ["ridge"],
  });
  const outFolder = await temporaryFolder();
  const contenders = [{ label: "none", name: "none", options: {} }];
  const compared = () => compareMethods(config, { contenders, part: "test" }, { outFolder, clock });
  const result = await compared();
  expect(result.folds).toBe(4);
  expect(result.students.none).toHaveLength(4);
  expect(result.baselines.ridge).toHaveLength(4);
  expect(result.figures.none!.accuracy).toHaveLength(4);
  const chance = 0.1;
  expect(Math.max(...result.figures.ridge!.accuracy)).toBeGreaterThan(2 * chance);
  const kept = await readFile(join(outFolder, "tiny-compare", "comparison-test.json"), "utf8");
  expect(JSON.parse(kept)).toEqual([result]);
  expect(await compared()).toEqual(result); // from what is kept
}, 60_000);

test("a classic model teaches, fitted again for every fold of cross-fitting", async () => {
  const linear = { network: "ridge", inputs: ["acc"] };
  const student = { ...once, teacherViews: 1 };
  const config = tinyConfig({
    data: { ...tiny.data, split: { test: 1, validation: 0 } },
    teachers: { linear },
    train: { teacher: once, student },
    crossFit: { folds: 2 },
  });
  const contenders = ["kd", "pskd"].map((name) => ({ label: name, name, options: {} }));
  const environment = { outFolder: await temporaryFolder(), clock };
  const found = await compareMethods(config, { contenders, part: "test" }, environment);
  expect(found.excluded).toEqual([]);
  expect(found.students.kd).toHaveLength(1);
  expect(found.students.pskd).toHaveLength(1);
}, 60_000);

test("students side by side share teachers; whoever cannot run is told, the others go on", async () => {
  const { big } = tiny.teachers;
  const config = tinyConfig({
    data: { ...tiny.data, split: { test: 1, validation: 0 } },
    teachers: { big, other: { ...big, network: "gru", options: {} } },
    train: { teacher: once, student: once },
    baselines: ["ridge"],
  });
  const wishes = { methods: "none,kd:big,fitnet:other,mrd:big", students: "gru,ds-cnn1d" };
  const train = async (jobs: number) => {
    const tasks: string[] = [];
    const outFolder = await temporaryFolder();
    const onProgress = ({ task }: { task: string }) => tasks.push(task);
    const environment = { outFolder, clock, onProgress };
    const found = await compareLineups(
      lineupsOf([config], wishes),
      { part: "test", jobs },
      environment,
    );
    return { tasks, found };
  };
  const { tasks, found } = await train(3);
  expect(tasks.filter((task) => task.includes("teacher-big"))).toHaveLength(1);
  expect(found.map(({ student }) => student)).toEqual(["gru", "ds-cnn1d"]);
  for (const { students, excluded } of found) {
    expect(Object.keys(students)).toEqual(["none", "kd:big"]);
    expect(excluded.map(({ label }) => label)).toEqual(["fitnet:other", "mrd:big"]);
  }
  expect((await train(1)).found).toEqual(found);
}, 120_000);

test("a student chosen among several says what its training took, and who taught it", async () => {
  const { big } = tiny.teachers;
  const config = tinyConfig({
    teachers: { big, smaller: big },
    train: { teacher: once, student: once },
  });
  const contenders = [{ label: "takd", name: "takd", options: { path: "best" } }];
  let now = 0;
  const environment = { outFolder: await temporaryFolder(), clock: () => new Date(++now) };
  const compared = await compareMethods(config, { contenders, part: "validation" }, environment);
  const { seconds, agreement } = compared.trainings.takd![0]!;
  expect(seconds).toBeGreaterThan(0);
  expect(agreement).not.toBeNull();
}, 60_000);
