import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compareMethods } from "#src/pipeline/compare";
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
  expect(result.figures.none!.accuracy).toHaveLength(2);
  const chance = 0.1;
  expect(Math.max(...result.figures.ridge!.accuracy)).toBeGreaterThan(2 * chance);
  const page = await readFile(join(outFolder, "tiny-compare", "comparison-test.md"), "utf8");
  expect(page).toContain("4 folds");
  expect(await compared()).toEqual(result); // from what is kept
}, 60_000);
