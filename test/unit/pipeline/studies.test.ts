/** The studies on a little of the demo's data. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageVersion } from "#core/package-version";
import { around } from "#src/pipeline/spots";
import { studyOptions, studyTeacher } from "#src/pipeline/study-lineup";
import {
  type SweetSpotCell,
  conclusions as sweetConclusions,
  sweetSpot,
} from "#src/pipeline/sweet-spot";
import { sweetSpotHtml } from "#src/pipeline/sweet-spot-html";
import { findings, sweetSpotMarkdown } from "#src/pipeline/sweet-spot-markdown";
import {
  conclusions,
  type WearAugKd,
  type WearAugKdCell,
  wearAugKd,
} from "#src/pipeline/wear-aug-kd";
import { wearAugKdHtml } from "#src/pipeline/wear-aug-kd-html";
import { recommendations, wearAugKdMarkdown } from "#src/pipeline/wear-aug-kd-markdown";
import { temporaryFolder } from "#test/support/temporary-folder";
import { clock, tinyConfig } from "./tiny-road.ts";

const once = { epochs: 1, batchSize: 16 };
const small = { network: "cnn1d-tiny", inputs: ["acc"], options: { filters: [2, 2, 2] } };
const config = tinyConfig({
  seeds: [1, 2],
  engine: "tfjs", // nothing to compile
  teachers: { big: small },
  student: small,
  train: { teacher: { ...once, epochs: 4 }, student: { ...once, teacherViews: 2 } },
});

/** What was trained, once each. */
function watched(outFolder: string) {
  const trained = new Set<string>();
  const onProgress = ({ task }: { task: string }) => void trained.add(task);
  return { trained, environment: { outFolder, clock, onProgress } };
}

describe("wear-aug-kd", () => {
  const options = {
    strategies: ["original", "noise"],
    modes: ["full", "eskd"],
    part: "validation",
    jobs: 2,
  } as const;

  test("fills the grid, shares teachers, keeps tables, and resumes without training", async () => {
    const outFolder = await temporaryFolder();
    const first = watched(outFolder);
    const study = await wearAugKd(config, options, first.environment);
    expect(
      study.cells.map(({ teacher, student, mode }) => `${teacher} ${student} ${mode}`),
    ).toEqual([
      "original original full",
      "original original eskd",
      "noise original full",
      "noise original eskd",
      "original noise full",
      "original noise eskd",
      "noise noise full",
      "noise noise eskd",
    ]);
    for (const { accuracies } of study.cells) expect(accuracies).toHaveLength(2);
    expect(Object.keys(study.alone)).toEqual(["original", "noise"]);
    expect(study.teachers).toHaveLength(4);
    const teachers = [...first.trained].filter((task) => task.includes("teacher-big"));
    expect(teachers).toHaveLength(4); // 2 augmentations × 2 seeds; eskd's go by the same name
    const folder = join(outFolder, "tiny-wear-aug-kd");
    const page = await readFile(join(folder, "wear-aug-kd-validation.md"), "utf8");
    expect(page).toBe(wearAugKdMarkdown(study));
    const kept = JSON.parse(await readFile(join(folder, "wear-aug-kd-validation.json"), "utf8"));
    expect(kept.cells).toEqual(study.cells);
    const written = await readFile(join(folder, "wear-aug-kd-validation.html"), "utf8");
    expect(written).toBe(
      wearAugKdHtml(study, { command: "runPipeline", version: packageVersion() }),
    );

    const again = watched(outFolder);
    expect(await wearAugKd(config, options, again.environment)).toEqual(study);
    expect(again.trained.size).toBe(0);
    const test = watched(outFolder);
    const looked = await wearAugKd(config, { ...options, part: "test" }, test.environment);
    expect(test.trained.size).toBe(0);
    expect(looked.part).toBe("test");
  }, 120_000);

  const cells = (gain: Readonly<Record<string, number>>): WearAugKdCell[] =>
    ["original", "noise", "mix1"].flatMap((teacher) =>
      ["original", "noise", "mix1"].flatMap((student) =>
        ["full", "eskd"].map((mode) => ({
          teacher,
          student,
          mode,
          accuracies: [0.7, 0.71, 0.72].map((x, i) => x + (gain[student] ?? 0) * (1 + i / 50)),
        })),
      ),
    );
  const alone = { original: [0.6, 0.61, 0.62], noise: [0.6, 0.61, 0.62], mix1: [0.6, 0.61, 0.62] };
  const told = (gain: Readonly<Record<string, number>>) => {
    const found = cells(gain);
    const study = { cells: found, alone, ...conclusions(found, alone) };
    return recommendations(study as unknown as WearAugKd);
  };

  test("recommends what the table shows", () => {
    const [student, teacher, mode, which, distillation] = told({ mix1: 0.1 });
    expect(student).toContain("use mix1: +10.20 points");
    expect(teacher).toContain("nothing is better on average than original");
    expect(mode).toContain("nothing is better on average than full");
    expect(which).toContain("matters more: the student's");
    expect(distillation).toMatch(/whole grid: \+13\.40 points \(.*\)\.$/);
  });

  test("and nothing that it does not show", () => {
    const found = cells({}).map((cell, i) => ({
      ...cell,
      accuracies: cell.accuracies.map((x, seed) => x + 0.05 * Math.sin(7 * i + 3 * seed)),
    }));
    const study = { cells: found, alone, ...conclusions(found, alone) };
    const sentences = recommendations(study as unknown as WearAugKd).join("\n");
    expect(sentences).not.toContain("use ");
    expect(sentences).toContain("not shown");
  });
});

describe("sweet-spot", () => {
  const options = {
    batches: [4, 16],
    epochs: [1, 4],
    scaleRate: true,
    refine: true,
    test: true,
    jobs: 2,
  } as const;

  test("has a row per cell, looks around the best, and resumes without training", async () => {
    const outFolder = await temporaryFolder();
    const study = await sweetSpot(config, options, watched(outFolder).environment);
    const coarse = study.cells.filter(({ refined }) => !refined);
    expect(coarse.map(({ batchSize, epochs }) => [batchSize, epochs])).toEqual([
      [4, 1],
      [4, 4],
      [16, 1],
      [16, 4],
    ]);
    expect(study.cells.filter(({ refined }) => refined)).toHaveLength(3);
    for (const { learningRate, batchSize, student, classMean, softTargets } of study.cells) {
      expect(learningRate).toBeCloseTo((config.train.teacher.learningRate * batchSize) / 16, 12);
      expect([student.length, classMean.length]).toEqual([2, 2]);
      expect(softTargets.entropy > 0 && softTargets.entropy <= 1).toBe(true);
      expect(Math.abs(softTargets.similarity)).toBeLessThanOrEqual(1);
    }
    expect(study.test!.student).toHaveLength(2);
    const page = await readFile(join(outFolder, "tiny-sweet-spot", "sweet-spot.md"), "utf8");
    expect(page).toBe(sweetSpotMarkdown(study));
    expect(page).toContain("| 16 | 4 |");
    const written = await readFile(join(outFolder, "tiny-sweet-spot", "sweet-spot.html"), "utf8");
    expect(written).toBe(
      sweetSpotHtml(study, { command: "runPipeline", version: packageVersion() }),
    );

    const again = watched(outFolder);
    expect(await sweetSpot(config, options, again.environment)).toEqual(study);
    expect(again.trained.size).toBe(0);
  }, 120_000);

  test("looks halfway, in proportion, to the neighbours that there are", () => {
    const grid = [8, 32, 128].flatMap((batchSize) =>
      [10, 40].map((epochs) => ({ batchSize, epochs })),
    );
    const spots = around({ batchSize: 32, epochs: 10 }, grid);
    expect(spots.map(({ batchSize, epochs }) => [batchSize, epochs])).toEqual([
      [16, 10],
      [16, 20],
      [32, 20],
      [64, 10],
      [64, 20],
    ]);
    expect(around({ batchSize: 8, epochs: 10 }, [{ batchSize: 8, epochs: 10 }])).toEqual([]);
  });

  const cell = (i: number, gain: number): SweetSpotCell => ({
    batchSize: 2 ** i,
    epochs: 10,
    learningRate: 0.1,
    refined: false,
    teacher: [0.9 - i / 100, 0.9],
    student: [0.7 + i / 100 + gain, 0.7 + i / 100 + 1.02 * gain],
    classMean: [0.7 + i / 100, 0.7 + i / 100],
    softTargets: { entropy: i / 10, similarity: -i },
  });

  test("tells knowledge from regularisation, and what goes with a good student", () => {
    const reading = (gain: number) => {
      const cells = [1, 2, 3].map((i) => cell(i, gain));
      const study = { best: cells[2]!, alone: [0.6, 0.61], cells, ...sweetConclusions(cells) };
      expect(study.correlations).toEqual({ entropy: 1, similarity: -1, teacher: -1 });
      return findings(study as never).join("\n");
    };
    expect(reading(0.1)).toContain("soft targets carry knowledge of single windows");
    expect(reading(-0.1)).toContain("what helps is regularisation");
    expect(reading(0)).toContain("is not shown");
  });
});

describe("whom and what a study takes from the configuration", () => {
  test("the teacher named, or the first", () => {
    expect(studyTeacher(config, undefined)).toBe("big");
    expect(() => studyTeacher(config, "small")).toThrow('--teacher: nobody is called "small"');
    expect(() => studyTeacher(tinyConfig({ teachers: {} }), undefined)).toThrow("wants one");
  });

  test("options of kd and its kin", () => {
    const options = { temperature: 2, lambda: 0.5 };
    expect(studyOptions(tinyConfig({ method: { name: "kd", options } }))).toEqual(options);
    expect(
      studyOptions(tinyConfig({ method: { name: "pskd", options: { temperature: 2 } } })),
    ).toEqual({});
  });
});
