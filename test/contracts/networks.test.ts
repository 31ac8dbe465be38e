/** Every teacher and every student: what a network entry must keep. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type io,
  type LayersModel,
  loadLayersModel,
  setBackend,
  type Tensor,
  tensor,
  io as tfIo,
  tidy,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { mapValues } from "#core/map-values";
import type { AnyNetworkEntry, Network, NetworkEntry, TrainedEntry } from "#core/network";
import { Random } from "#core/random";
import type { Learner } from "#distill/learner";
import { crossEntropy } from "#distill/losses";
import { loadLearner, saveLearner } from "#distill/saved";
import { applyNetwork } from "#record/inference";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import * as students from "#students/entries";
import { registerLayers } from "#students/index";
import * as teachers from "#teachers/entries";
import {
  builtNetwork,
  classes,
  exportedModel,
  normalizationOf,
  waves,
} from "#test/support/exported";
import { inputsFor, smallOptions } from "#test/support/network-inputs";
import { temporaryFolder } from "#test/support/temporary-folder";
import { expectClose } from "#test/support/tensors";
import type { Engine } from "#train/engine";
import { cpuEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import { sgd } from "#train/optimizers";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const kinds = [
  ["teachers", teachers as never as Readonly<Record<string, AnyNetworkEntry>>],
  ["students", students as never as Readonly<Record<string, AnyNetworkEntry>>],
] as const;

describe.each(kinds)("%s", (folder, entries) => {
  test("every file is an entry, in the order of names", () => {
    const others = ["entries.ts", "index.ts"];
    const files = readdirSync(folder).filter(
      (file) => file.endsWith(".ts") && !others.includes(file),
    );
    const names = Object.values(entries).map(({ name }) => name);
    expect(names.map((name) => `${name}.ts`).sort()).toEqual(files.sort());
    const lines = readFileSync(join(folder, "entries.ts"), "utf8").split("\n");
    const exported = lines.filter((line) => line.startsWith("export")).map(pathOf);
    expect(exported).toEqual([...exported].sort());
  });
});

function pathOf(line: string): string {
  return line.slice(line.indexOf("./"));
}

describe("a student's width", () => {
  const entries = Object.values(students) as unknown as readonly NetworkEntry[];

  test.each(entries)("$name: half of it has fewer weights, twice has more", (entry) => {
    const { widths = [], options } = entry;
    expect(widths.length).toBeGreaterThan(0);
    const eeg = { modality: "eeg", length: 256, channels: 6, sampleRate: 125 };
    const inputs = entry.modalities === "any" ? inputsFor(entry) : [eeg];
    const sizes = [0.5, 1, 2].map((factor) => {
      const wide = widths.map((key) => {
        const value = options[key as never] as number | readonly number[];
        const scaled = (count: number) => Math.round(count * factor);
        return [key, typeof value === "number" ? scaled(value) : value.map(scaled)] as const;
      });
      const all = { ...options, ...Object.fromEntries(wide) };
      const { model } = entry.build({ inputs, classes: 4, seed: 1 }, all);
      return model.countParams();
    });
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes[2]).toBeGreaterThan(1.5 * sizes[0]!);
  });
});

function build(entry: NetworkEntry, seed: number, length = 16, count = 4): Network {
  return entry.build({ inputs: inputsFor(entry, length), classes: count, seed }, entry.options);
}

const all = kinds.flatMap(([, entries]) =>
  Object.entries(entries).filter((each): each is [string, NetworkEntry] => "build" in each[1]),
);
const trained = kinds.flatMap(([, entries]) =>
  Object.values(entries).filter((entry): entry is TrainedEntry => "open" in entry),
);

test.each(trained.map((entry) => [entry.name, entry] as const))(
  "%s names its paths, and says which file is missing",
  async (_, entry) => {
    expect(entry.paths.length).toBeGreaterThan(0);
    expect(Object.keys(entry.options)).toEqual(expect.arrayContaining([...entry.paths]));
    const task = { inputs: inputsFor(entry), classes };
    await expect(entry.open(task, entry.options)).rejects.toThrow("expected the path");
    const missing = mapValues({ ...entry.options } as Record<string, unknown>, (value, name) => {
      if (!(entry.paths as readonly string[]).includes(name)) return value;
      return Array.isArray(value) ? ["no/such.file", "nor/this"] : "no/such.file";
    });
    await expect(entry.open(task, missing)).rejects.toThrow("no/such.file cannot be read");
  },
);

describe.each(all)("%s", (key, entry) => {
  test("is called like its file and says where it comes from", () => {
    expect(key).toBe(entry.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
    expect(entry.source.length * entry.summary.length).toBeGreaterThan(0);
  });

  test.each([
    [8, 2],
    [33, 5],
    [64, 27],
  ])("windows of %i steps, %i classes: logits, then the taps, features last", (length, count) => {
    const { model, taps, inputs } = build(entry, 1, length, count);
    expect(model.outputs.length).toBe(1 + taps.length);
    expect(model.outputs[0]!.shape).toEqual([null, count]);
    expect(taps.at(-1)).toBe("features");
    expect(model.outputs.at(-1)!.shape.length).toBe(2);
    expect(new Set(taps).size).toBe(taps.length);
    expect(model.inputs.map(({ shape }) => shape)).toEqual(
      inputs.map((input) => [null, input.length, input.channels]),
    );
    model.dispose();
  });

  test("the same seed gives the same weights, another seed others", () => {
    const [first, same, other] = [3, 3, 4].map((seed) => hashOf(build(entry, seed)));
    expect(same).toBe(first);
    expect(other).not.toBe(first);
  });

  test("survives saving and loading, history too", async () => {
    const folder = await temporaryFolder();
    const [saved, other] = [3, 4].map((seed) => alone(build(entry, seed))) as [Learner, Learner];
    const history = [{ ...epoch, loss: 0.25 }];
    await saveLearner(folder, saved, history);
    expect(await loadLearner(folder, other)).toEqual(history);
    if (constrains(saved.network)) expectSameWeights(other.network, saved.network);
    else expect(hashOf(other.network)).toBe(hashOf(saved.network));
  });

  test("what was saved is refused by another network", async () => {
    const folder = await temporaryFolder();
    await saveLearner(folder, alone(build(entry, 3)), []);
    const other = alone(build(entry, 3, 16, 5));
    await expect(loadLearner(folder, other)).rejects.toThrow("does not hold the weights of");
  });

  test("tf.js loads what was saved", async () => {
    registerLayers();
    const folder = await temporaryFolder();
    const network = builtNetwork(entry, {}, inputsFor(entry));
    await saveLearner(folder, alone(network), []);
    const loaded = await loadLayersModel(savedIn(folder));
    expectClose(answer(loaded, network, 2), answer(network.model, network, 2), { absolute: 1e-6 });
  });

  test("the exported file answers as tf.js does, one window or five at a time", async () => {
    const network = builtNetwork(entry, {}, inputsFor(entry));
    const { bytes } = exportedModel(network);
    const session = await createOrtNodeSession(bytes);
    for (const batch of [1, 5]) {
      const { logits } = await session.run(waves(network, batch, 2));
      expect(logits!.shape).toEqual([batch, classes.length]);
      const expected = answer(network.model, network, batch);
      expectClose(logits!.data as Float32Array, expected, { absolute: 1e-4, relative: 1e-4 });
    }
    await session.release();
  });

  test("two steps of training move the weights alike, recorded and eager", async () => {
    const [recorded, eager] = [
      await parametersAfter(entry, recordedEngine(createOrtNodeSession)),
      await parametersAfter(entry, cpuEngine()),
    ];
    expectClose(recorded, eager, { absolute: 2e-5, relative: 1e-3 });
  });

  test("a tap by name is the output in its place", () => {
    const network = build(entry, 5);
    tidy(() => {
      const outputs = applyNetwork(network, windowsOf(network, 2), false);
      const places = network.model.apply(windowsOf(network, 2), { training: false }) as Tensor[];
      for (const [i, tap] of network.taps.entries())
        expect(outputs.taps[tap]!.dataSync()).toEqual(places[1 + i]!.dataSync());
    });
  });
});

/** Parameters after two steps on seeded waves; dropout draws from the seed too. */
async function parametersAfter(entry: NetworkEntry, engine: Engine): Promise<Float32Array> {
  const [batch, count] = [3, 4];
  const inputs = inputsFor(entry);
  const options = { ...entry.options, ...smallOptions[entry.name] };
  const network = entry.build({ inputs, classes: count, seed: 6 }, options);
  const windows = waves(network, batch, 3);
  const step = await engine.compileStep(
    {
      name: "two-steps",
      models: [network.model],
      inputs: {
        ...Object.fromEntries(Object.entries(windows).map(([name, { shape }]) => [name, shape])),
        labels: [batch, count],
      },
      loss: ({ labels, ...modalities }) => ({
        loss: crossEntropy(applyNetwork(network, Object.values(modalities), true).logits, labels!),
      }),
      optimizer: { entry: sgd, options: sgd.options },
      weightDecay: 0,
      clipNorm: undefined,
    },
    new Random(1),
  );
  const labels = {
    data: Float32Array.from([0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]),
    shape: [batch, count],
  };
  for (let i = 0; i < 2; i++) await step.run({ ...windows, labels }, 0.05);
  const { parameters } = step.state.arrays;
  await step.release();
  return parameters!;
}

const epoch = {
  epoch: 1,
  loss: 0,
  learningRate: 0.001,
  trainAccuracy: 0.5,
  validationAccuracy: null,
  validationLoss: null,
};

function alone(network: Network): Learner {
  return { network, parts: {}, extended: network };
}

/** tf.js's max-norm divides by the norm + 1e-7 whenever weights are written: not the same bits. */
function constrains({ model }: Network): boolean {
  return model.trainableWeights.some(({ constraint }) => constraint);
}

function expectSameWeights(actual: Network, expected: Network): void {
  const [a, b] = [readWeights(actual.model), readWeights(expected.model)];
  expectClose(a.parameters, b.parameters, { absolute: 0, relative: 2e-6 });
  expect(a.statistics).toEqual(b.statistics);
}

function hashOf({ model }: Network): string {
  const { parameters, statistics } = readWeights(model);
  return createHash("sha256").update(parameters).update(statistics).digest("hex");
}

/** Files as tf.js's own handlers would read them. */
function savedIn(folder: string): io.IOHandler {
  const { modelTopology, weightsManifest } = JSON.parse(
    readFileSync(join(folder, "model.json"), "utf8"),
  );
  const weightData = Uint8Array.from(readFileSync(join(folder, "weights.bin"))).buffer;
  const weightSpecs = weightsManifest[0].weights;
  return tfIo.fromMemory({ modelTopology, weightSpecs, weightData });
}

/** The waves standardised as the exported file does it. */
function windowsOf(network: Network, batch: number): Tensor[] {
  const normalization = normalizationOf(network);
  return network.inputs.map(({ modality }) => {
    const { data, shape } = waves(network, batch, 2)[modality]!;
    const { mean, sd } = normalization[modality]!;
    const standard = data.map((x, i) => (x - mean[i % mean.length]!) / sd[i % sd.length]!);
    return tensor(standard, shape);
  });
}

function answer(model: LayersModel, network: Network, batch: number): Float32Array {
  return tidy(
    () =>
      (
        model.apply(windowsOf(network, batch), { training: false }) as Tensor[]
      )[0]!.dataSync() as Float32Array,
  );
}
