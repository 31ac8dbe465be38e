/** From many electrodes to few: the plan for BCI IV 2a on files made to its format, and the synthetic EEG to the end. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { decodeModel } from "#graph/decode-model";
import { quietTf } from "#record/quiet";
import { runPipeline } from "#src/pipeline";
import { checkApplicable } from "#src/pipeline/applicable";
import type { Config } from "#src/pipeline/config-schema";
import { loadConfig } from "#src/pipeline/load-config";
import { checkPlan, planFor } from "#src/pipeline/plans";
import { prepareData, trainingData } from "#src/pipeline/prepare-data";
import { knownEntries } from "#src/pipeline/registries";
import { temporaryFolder } from "#test/support/temporary-folder";
import { makeBnci } from "#test/unit/sensors/bci-iv/make-bnci";
import { temporaryFolder as folderWith } from "#test/unit/sensors/temporary-folder";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const suite = (name: string) =>
  loadConfig(join("benchmarks", "suites", `${name}.yaml`), knownEntries);

/** One run of eight trials, two a class, 8 s apart; channel c swings at 10 Hz, each a little higher than the one before. */
function day(): Uint8Array {
  const [trials, rate] = [8, 250];
  const wave = (c: number) => (_: unknown, t: number) =>
    (10 + c) * Math.sin((20 * Math.PI * t) / rate);
  return makeBnci([
    {
      series: Array.from({ length: 25 }, (_, c) =>
        Array.from({ length: trials * 8 * rate }, wave(c)),
      ),
      starts: Array.from({ length: trials }, (_, i) => 1 + i * 8 * rate),
      labels: Array.from({ length: trials }, (_, i) => 1 + (i % 4)),
      artifacts: Array.from({ length: trials }, () => 0),
    },
  ]);
}

test("BCI IV 2a: the first day trains, the second tests, 562 steps at 125 Hz of 22, 7 and 4 electrodes", async () => {
  const config = await suite("sk-kd-bci-iv-2a");
  const path = await folderWith({ "A01T.mat": day(), "A01E.mat": day(), "A02T.mat": day() });
  const data = await prepareData({ ...config, data: { ...config.data, path } });
  const { train, validation, test: tested } = data.raw;
  const facts = ["full", "headphone", "headband"].map((name) => {
    const { length, sampleRate, channels } = train.signals[name]!;
    return [length, Math.round(sampleRate), channels.length];
  });
  expect(facts).toEqual([
    [562, 125, 22],
    [562, 125, 7],
    [562, 125, 4],
  ]);
  expect(train.signals.headband!.channels).toEqual(["Fz", "C5", "C6", "POz"]);
  const days = (set = train) => new Set(set.origins!.map(({ session }) => session));
  expect([days(), days(validation), days(tested)]).toEqual([
    new Set(["T"]),
    new Set(["T"]),
    new Set(["E"]),
  ]);
  expect([train.size, validation!.size, tested.size]).toEqual([7, 1, 8]);
  for (const name of ["none", "kd", "sk-kd"]) {
    const method = { name, options: {} };
    checkPlan(config, method);
    await checkApplicable(planFor(config, method, 0), trainingData(config, data, 0));
  }
});

test("the synthetic EEG: a student of four electrodes learns from 22 and is exported", async () => {
  const { data, train, ...rest } = await suite("sk-kd-eeg-demo");
  const config: Config = {
    ...rest,
    seeds: [1],
    data: {
      ...data,
      options: { subjects: 3, sessions: 1, runs: 1, trials: 4 },
      split: { ...data.split, test: 1 },
    },
    train: {
      teacher: { ...train.teacher, epochs: 2, batchSize: 6 },
      student: { ...train.student, epochs: 3, batchSize: 6 },
    },
    benchmark: null,
    robustness: null,
  };
  const outFolder = await temporaryFolder();
  const { models } = await runPipeline(config, { outFolder, clock: () => new Date(0) });
  expect(models.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["teacher", "distilled"]));
  const graph = decodeModel(await readFile(join(outFolder, config.name, "model.onnx")));
  expect(graph.inputs.map(({ name, shape }) => [name, shape.slice(1)])).toEqual([
    ["headband", [192, 4]],
  ]);
}, 300_000);
