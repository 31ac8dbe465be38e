/** Teachers that are files, each beside the network it was written from. */
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import type { Network, TrainedTask } from "#core/network";
import { saveLearner } from "#distill/saved";
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { parseConfig } from "#src/pipeline/config";
import { exportStage } from "#src/pipeline/files-stage";
import { knownEntries } from "#src/pipeline/registries";
import { trainSeed } from "#src/pipeline/train-seed";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { ensemble } from "#teachers/ensemble";
import { onnxFile } from "#teachers/onnx-file";
import { tfjsFile } from "#teachers/tfjs-file";
import { wrn1d } from "#teachers/wrn1d";
import {
  acceleration,
  builtNetwork,
  classes,
  exportedModel,
  length,
  normalizationOf,
  waves,
} from "#test/support/exported";
import { temporaryFolder } from "#test/support/temporary-folder";
import { expectClose } from "#test/support/tensors";
import { tiny, tinyConfig, tinyRoad } from "#test/unit/pipeline/tiny-road";
import { cpuEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const engine = recordedEngine(createOrtNodeSession, { threads: 1 });
const task: TrainedTask = { inputs: [acceleration], classes };

async function answer(network: Network, tap?: string) {
  const forward = await engine.compileForward(network, tap === undefined ? [] : [tap]);
  const outputs = await forward.run(readWeights(network.model), waves(network, 3, 2));
  await forward.release();
  return outputs[tap ?? "logits"]!.data;
}

const same = { absolute: 1e-4, relative: 1e-4 };
const source = () => builtNetwork(wrn1d, { depth: 10, width: 1 });

describe("onnx-file", () => {
  async function exported(network: Network): Promise<string> {
    const path = join(await temporaryFolder(), "teacher.onnx");
    await writeFile(path, exportedModel(network).bytes);
    return path;
  }

  test("what was exported, normalisation inside, answers like the network it came from", async () => {
    const network = source();
    const options = {
      ...onnxFile.options,
      ...{ path: await exported(network), normalization: "none" as const },
    };
    const normalization = normalizationOf(network);
    const file = await onnxFile.open({ ...task, normalization }, options);
    expectClose(await answer(file), await answer(network), same);
  });

  test("probabilities teach by their logarithms", async () => {
    const network = source();
    const options = { ...onnxFile.options, path: await exported(network), probabilities: true };
    const plain = await onnxFile.open(task, { ...options, probabilities: false });
    const file = await onnxFile.open(task, { ...options, logits: "probabilities" });
    const [logs, logits] = [await answer(file), await answer(plain)];
    for (let row = 0; row < 3; row++) {
      const start = row * classes.length;
      const shift = logs[start]! - logits[start]!; // one for all classes: a softmax's own
      for (const [k] of classes.entries())
        expect(logs[start + k]! - logits[start + k]!).toBeCloseTo(shift, 3);
    }
  });

  test("the same content has the same key, wherever it lies", async () => {
    const [first, second] = [await exported(source()), await exported(source())];
    const open = (path: string, given: object = {}) =>
      onnxFile.open(task, { ...onnxFile.options, path, ...given });
    const { pretrained } = await open(first);
    expect((await open(second)).pretrained).toBe(pretrained);
    expect((await open(first, { normalization: "none" })).pretrained).toBe(pretrained); // no task says otherwise
    const reordered = await open(first, { classes: classes.toReversed() });
    expect(reordered.pretrained).not.toBe(pretrained);
  });

  test.each([
    [{ logits: "nope" }, 'has no value or node "nope"'],
    [{ layout: "tcn" as never }, 'unknown layout "tcn"'],
    [{ classes: ["walking"] }, "its classes lack jogging, sitting, standing"],
    [{ normalization: { acc: { mean: [0], sd: [1] } } }, "3 channels of acc, got 1 and 1"],
    [{ normalization: "raw" as never }, "mean and sd of the 3 channels of acc, got 0 and 0"],
    [{ layout: "nct" as const }, "is [batch, 64, 3], windows are [batch, 3, 64] in the layout nct"],
  ])("refuses %j", async (wrong, message) => {
    const options = { ...onnxFile.options, path: await exported(source()), ...wrong };
    await expect(onnxFile.open(task, options)).rejects.toThrow(message);
  });

  test("refuses another number of classes, a fixed batch, an old operator set", async () => {
    const path = join(await temporaryFolder(), "odd.onnx");
    const open = () => onnxFile.open(task, { ...onnxFile.options, path });
    await writeFile(path, meanOverTime({ batch: "batch", outputs: 3 }));
    await expect(open()).rejects.toThrow("expected an output [batch, 4] for 4 classes");
    await writeFile(path, meanOverTime({ batch: 1, outputs: 3 }));
    await expect(open()).rejects.toThrow("does not take a batch of 2 windows");
    await writeFile(path, meanOverTime({ batch: "batch", outputs: 3, opset: 11 }));
    const old = "odd.onnx: this model is of ONNX operator set 11, and 13 is the oldest that is";
    await expect(open()).rejects.toThrow(old);
  });

  test("runs in recordings only, and says so", async () => {
    const file = await onnxFile.open(task, {
      ...onnxFile.options,
      path: await exported(source()),
    });
    const forward = await cpuEngine().compileForward(file);
    const running = forward.run(readWeights(file.model), waves(file, 1, 1));
    await expect(running).rejects.toThrow("take the engine ort");
  });
});

/** x [batch, time, 3] → its mean over time, reshaped to a fixed batch where there is one. */
function meanOverTime(options: {
  readonly batch: number | string;
  readonly outputs: number;
  readonly opset?: number;
}): Uint8Array {
  const { batch, outputs, opset = 17 } = options;
  const graph = new Graph("mean");
  const x = graph.input("x", "float32", [batch, length, outputs]);
  const attributes = { axes: [1], keepdims: 0 };
  const mean = graph.add("ReduceMean", [x], [batch, outputs], { attributes });
  const sizes = [typeof batch === "number" ? batch : -1, outputs];
  const shape = graph.constant(BigInt64Array.from(sizes, BigInt), [2], "int64");
  graph.output("y", graph.add("Reshape", [mean, shape], [batch, outputs]));
  graph.opsets.set("", opset);
  return encodeModel(graph);
}

describe("ensemble", () => {
  test("answers with the mean of its members' logits", async () => {
    const folder = await temporaryFolder();
    const inputs = [acceleration];
    const members = [1, 2, 3].map((seed) =>
      cnn1dTiny.build({ inputs, classes: classes.length, seed }, cnn1dTiny.options),
    );
    const files = members.map((_, i) => join(folder, `${i}.onnx`));
    for (const [i, member] of members.entries())
      await writeFile(files[i]!, exportedModel(member).bytes);
    const options = { ...ensemble.options, files, normalization: "none" as const };
    const together = await ensemble.open(
      { ...task, normalization: normalizationOf(members[0]!) },
      options,
    );
    const answers: Float32Array[] = [];
    for (const member of members) answers.push(await answer(member));
    const mean = answers[0]!.map((_, i) => answers.reduce((sum, z) => sum + z[i]! / 3, 0));
    expectClose(await answer(together), mean, same);
    expect(together.taps).toEqual(["features"]);
    expect((await answer(together, "features")).length).toBe(3 * 3 * classes.length);
  });
});

describe("tfjs-file", () => {
  test("a saved LayersModel answers like itself, taps by layer", async () => {
    const folder = await temporaryFolder();
    const network = source();
    await saveLearner(folder, { network, parts: {} }, []);
    const file = await tfjsFile.open(task, {
      ...tfjsFile.options,
      ...{ path: join(folder, "model.json"), taps: { features: "features" } },
    });
    expectClose(await answer(file), await answer(network), same);
    expectClose(await answer(file, "features"), await answer(network, "features"), same);
  });

  test("a GraphModel answers as computed by hand", async () => {
    const folder = await temporaryFolder();
    await writeGraphModel(folder);
    const path = join(folder, "model.json");
    const file = await tfjsFile.open(task, { ...tfjsFile.options, path });
    const { data } = waves(file, 3, 2).acc!;
    const expected = [0, 1, 2].flatMap((row) => {
      const means = [0, 1, 2].map((c) => {
        let total = 0;
        for (let t = 0; t < length; t++) total += data[(row * length + t) * 3 + c]!;
        return total / length;
      });
      return [0, 1, 2, 3].map((k) => means.reduce((sum, m, c) => sum + m * (4 * c + k), 0));
    });
    expectClose(await answer(file), Float32Array.from(expected), same);
  });

  test("refuses a layer that is not there, and a file that is no model", async () => {
    const folder = await temporaryFolder();
    await saveLearner(folder, { network: source(), parts: {} }, []);
    const path = join(folder, "model.json");
    const open = (given: object) => tfjsFile.open(task, { ...tfjsFile.options, path, ...given });
    await expect(open({ logits: "nope" })).rejects.toThrow('has no layer "nope"');
    await writeFile(path, "{");
    await expect(open({})).rejects.toThrow("is not a model that tf.js reads");
  });
});

/** Mean over time, then a product with the matrix 0 … 11 [3, 4], as the converter writes it. */
async function writeGraphModel(folder: string): Promise<void> {
  const float = { dtype: { type: "DT_FLOAT" } };
  const dims = [-1, length, 3].map((size) => ({ size: String(size) }));
  const node = [
    { name: "x", op: "Placeholder", attr: { ...float, shape: { shape: { dim: dims } } } },
    { name: "axis", op: "Const", attr: { dtype: { type: "DT_INT32" } } },
    { name: "matrix", op: "Const", attr: float },
    { name: "mean", op: "Mean", input: ["x", "axis"], attr: { keep_dims: { b: false } } },
    { name: "logits", op: "MatMul", input: ["mean", "matrix"], attr: { T: { type: "DT_FLOAT" } } },
  ];
  const weights = [
    { name: "axis", shape: [], dtype: "int32" },
    { name: "matrix", shape: [3, 4], dtype: "float32" },
  ];
  const json = {
    format: "graph-model",
    modelTopology: { node, versions: {} },
    weightsManifest: [{ paths: ["weights.bin"], weights }],
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "model.json"), JSON.stringify(json));
  const matrix = Float32Array.from({ length: 12 }, (_, i) => i);
  const bytes = [Int32Array.of(1), matrix].map(({ buffer }) => Buffer.from(buffer));
  await writeFile(join(folder, "weights.bin"), Buffer.concat(bytes));
}

describe("on the road", () => {
  test.each([{ teacherViews: 2 }, {}])(
    "a file teaches untrained, and stands beside the student (%j)",
    async (views) => {
      const folder = await temporaryFolder();
      const path = join(folder, "teacher.onnx");
      const windows = { modality: "acc", length: 16, channels: 3 };
      const short = { epochs: 1, batchSize: 8 };
      const config = tinyConfig({
        teachers: { big: { network: "onnx-file", inputs: ["acc"], options: { path } } },
        train: { teacher: short, student: { ...short, ...views } },
      });
      const road = await tinyRoad(join(folder, "run"), config);
      onTestFinished(() => road.store.close());
      const count = road.data.raw.train.classes.length;
      const network = wrn1d.build(
        { inputs: [windows], classes: count, seed: 3 },
        { depth: 10, width: 1 },
      );
      const { train } = road.data.raw;
      const { bytes } = exportedModel(network, { classes: train.classes });
      await writeFile(path, bytes);
      const models = await trainSeed(road, 1);
      expect(models.map(({ kind }) => kind)).toEqual(["teacher", "alone", "distilled"]);
      const [teacher, , distilled] = models;
      expect(teacher!.trained.history).toEqual([]);
      expect(distilled!.trained.history.length).toBe(1);
      expect(distilled!.trained.key).not.toBe(models[1]!.trained.key);
      const { cost, score } = await exportStage(road, teacher!);
      expect(cost.parameters).toBeGreaterThan(20_000);
      expect(score.accuracy).toBeGreaterThanOrEqual(0);
    },
  );
});

describe("docs/teachers.md", () => {
  const page = readFileSync("docs/teachers.md", "utf8");

  test("its configurations are accepted", () => {
    const blocks = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml]) => parse(yaml!));
    const networks = blocks.flatMap((block) => {
      const config = { ...tiny, teachers: block.teachers };
      const { teachers } = parseConfig(config, { source: "docs/teachers.md", known: knownEntries });
      return Object.values(teachers).map(({ network }) => network);
    });
    expect(networks).toEqual(["ridge", "onnx-file", "tfjs-file"]);
  });

  test("tells every option and its entry", () => {
    const rows = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
    const entries = [onnxFile, tfjsFile, ensemble];
    const options = Object.keys(onnxFile.options);
    expect(rows.sort()).toEqual([...entries.map(({ name }) => name), ...options].sort());
    expect(page).toContain("`files`");
  });
});
