/** A search on a little of the demo's data: prices, rounds, files, choice, resuming. */
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { WindowSet } from "#core/signal";
import { mean } from "#core/stats";
import { readMetadata } from "#export/metadata";
import { decodeModel } from "#graph/protobuf";
import type { FitFile, FitResult } from "#report/fit/fit-result";
import { measureFile } from "#src/pipeline/exported";
import { type FitOptions, fitStudent } from "#src/pipeline/fit/fit";
import { choose } from "#src/pipeline/fit/fit-files";
import { tooDear } from "#src/pipeline/fit/price-stage";
import { prepareData } from "#src/pipeline/prepare-data";
import { temperatureOf } from "#src/pipeline/temperature";
import { streamModel } from "#stream/stream-model";
import { temporaryFolder } from "#test/support/temporary-folder";
import { clock, tiny, tinyConfig } from "#test/unit/pipeline/tiny-road";

const once = { epochs: 2, batchSize: 16 };
const config = tinyConfig({
  seeds: [1, 2],
  train: { teacher: once, student: once },
  prune: { macs: 0.5, epochs: 2, steps: 2 }, // the goal is the search's
});
const options: FitOptions = {
  ...{ budget: { bytes: 8000 }, on: "cpu", jobs: 2, prune: true },
  ...{ students: "cnn1d-tiny,ds-cnn1d", widths: [0.5, 1, 2], methods: "none,kd:big" },
};

test("chooses within the budget, writes it all, and takes everything from the folder again", async () => {
  const outFolder = await temporaryFolder();
  const tasks: string[] = [];
  const onProgress = ({ task }: { task: string }) => tasks.push(task);
  const search = () => fitStudent(config, options, { outFolder, clock, onProgress });
  const { result, folder } = await search();
  const { chosen, files, tried, refused, prunings } = result;

  expect(refused.map(({ student }) => student)).toContain("cnn1d-tiny(filters=[32;64;128])");
  const rounds = tried.map((each) => each.rounds.length);
  expect(rounds.filter((count) => count === 3)).toHaveLength(2);
  expect(rounds.every((count) => count > 0)).toBe(true);
  const macs = tried.map((each) => each.macs);
  expect(macs).toEqual(macs.toSorted((a, b) => a - b));

  const networks = prunings.map(({ student }) => student.replace(/\(.*/, ""));
  expect(networks.length).toBeGreaterThan(0);
  expect(networks).toHaveLength(new Set(networks).size);
  for (const { before, after } of prunings) expect(after.macs).toBeLessThan(before.macs);
  const small = files.filter(({ pruned, scheme }) => pruned && scheme === "weight-int8");
  expect(small).toHaveLength(prunings.length);
  for (const { bytes, breaks } of small) {
    expect(breaks).toEqual([]);
    expect(bytes).toBeGreaterThan(0.7 * 8000);
  }

  expect(files).toHaveLength((2 + prunings.length) * 7);
  const within = files.filter(({ bytes }) => bytes <= 8000);
  expect(files.filter(({ breaks }) => breaks.length === 0)).toEqual(within);
  const best = Math.max(...within.map(({ accuracies }) => mean(accuracies)));
  expect(mean(chosen!.accuracies)).toBe(best);

  const bytes = await readFile(join(folder, "model.onnx"));
  expect(bytes.length).toBe(chosen!.bytes);
  expect(decodeModel(bytes).outputs.map(({ name }) => name)).toContain("logits");
  const { raw } = await prepareData(config);
  expect((await measureFile("chosen", bytes, raw.test)).accuracy).toBe(chosen!.test[0]);
  expect((await measureFile("chosen", bytes, raw.validation!)).accuracy).toBe(
    chosen!.accuracies[0],
  );
  expect(readMetadata(decodeModel(bytes))!.provenance).toEqual({
    ...{ dataset: "demo", method: chosen!.method.replace(/\W.*/, ""), seed: "1" },
  });
  const temperatures = await floatTemperatures(folder, raw.validation!);
  expect(temperatures.size).toBe(2 + prunings.length);
  expect(temperatures).toContain(streamModel(bytes).temperature);
  expect(JSON.parse(await readFile(join(folder, "fit.json"), "utf8"))).toEqual(result);
  for (const name of ["fit.md", "fit.html"])
    expect((await stat(join(folder, name))).size).toBeGreaterThan(500);

  const trained = tasks.length;
  await rm(join(folder, "fit.json"));
  const again = await search();
  expect(tasks).toHaveLength(trained); // nothing is trained again; latencies are measured again
  expect(withoutTimes(again.result)).toEqual(withoutTimes(result));
}, 180_000);

/** What the first seed's float files say, which is what their logits on validation windows want. */
async function floatTemperatures(folder: string, validation: WindowSet): Promise<Set<number>> {
  const said = new Set<number>();
  for (const name of await readdir(join(folder, "seed-1"))) {
    if (!name.startsWith("float-")) continue;
    const bytes = await readFile(join(folder, "seed-1", name, "model.onnx"));
    const { temperature } = streamModel(bytes);
    expect(temperature).toBe(await temperatureOf("again", bytes, validation));
    said.add(temperature!);
  }
  return said;
}

function withoutTimes({ files, chosen, ...rest }: FitResult) {
  const timeless = ({ latency: _, ...file }: FitFile) => file;
  return { ...rest, files: files.map(timeless), chosen: chosen?.bytes };
}

describe("what it cannot do", () => {
  const search = async (given: object, wanted: Partial<FitOptions>) =>
    fitStudent(
      tinyConfig(given),
      { ...options, ...wanted },
      { outFolder: await temporaryFolder(), clock },
    );

  test("without validation people", async () => {
    const split = { test: 1, validation: 0 };
    await expect(search({ data: { ...tiny.data, split } }, {})).rejects.toThrow(
      "fit chooses on validation people, and there are none",
    );
  });

  test("where even the narrowest is too dear", async () => {
    await expect(
      search({}, { budget: { macs: 10 }, students: "gru", widths: [1] }),
    ).rejects.toThrow(/^no student keeps the budget: the first of 1, gru, has .*MACs/);
  });
});

test("prices: what is too dear says by what, an integer form may halve the time", () => {
  const price = { macs: 2e6, leastBytes: 9000, latency: 150 };
  expect(tooDear(price, { macs: 1e6 })).toBe("2.0 M MACs");
  expect(tooDear(price, { bytes: 8000 })).toBe("9.0 kB with weights of 4 bits");
  expect(tooDear(price, { latency: 70 })).toBe("150 µs in float");
  expect(tooDear(price, { latency: 80, bytes: 9000, macs: 2e6 })).toBeUndefined();
});

test("of equally right files the smallest is chosen, and none where all break the budget", () => {
  const file = (bytes: number, accuracy: number, breaks: FitFile["breaks"] = []) => ({
    perSeed: [],
    file: {
      ...{ student: "gru", method: "none", macs: 1, pruned: false, scheme: `s${bytes}`, form: "f" },
      ...{ trained: false, bytes, latency: 1, accuracies: [accuracy], breaks },
    },
  });
  const rows = [file(90, 0.8), file(50, 0.8), file(40, 0.7), file(10, 0.9, ["latency"])];
  expect(choose(rows)!.file.bytes).toBe(50);
  expect(choose(rows.slice(3))).toBeUndefined();
});
