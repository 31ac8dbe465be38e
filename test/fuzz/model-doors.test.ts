/** @file Every way in for an ONNX file, with files that are damaged: opened or refused in a sentence, in little memory. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { noiseFeeds } from "#benchmarks/feeds";
import { modelFacts } from "#benchmarks/harness/model-facts";
import { sampleModel } from "#benchmarks/samples";
import { UserError } from "#core/errors";
import { Random } from "#core/random";
import { openSource } from "#export/formats/open-source";
import { inspectModel } from "#export/inspect-model";
import { openModel } from "#export/quantize/open-model";
import { Graph, unknownShape, type Value } from "#graph/graph";
import { decode, encode, type Message } from "#graph/message";
import { modelProto } from "#graph/onnx-schema";
import { encodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { streamModel } from "#stream/stream-model";
import { onnxFile } from "#teachers/onnx-file";
import { brokenModels } from "#test/support/broken-models";
import { changedLeaf, damagedBytes } from "#test/support/damage";
import { classes } from "#test/support/exported";
import { studentFiles } from "#test/support/student-files";
import { temporaryFolder } from "#test/support/temporary-folder";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

type Door = (bytes: Uint8Array, folder: string) => Promise<unknown>;

const doors: Readonly<Record<string, Door>> = {
  quantize: async (bytes) => sampleModel(await openModel(bytes, createSession)),
  export: async (bytes) => openSource(bytes, { createSession }).program(),
  bench: async (bytes) => {
    const { inputs } = await modelFacts({ name: "it", bytes }, createSession);
    return noiseFeeds(inputs, new Random(1));
  },
  verify: (bytes) => inspectModel(bytes, createSession),
  stream: async (bytes) => streamModel(bytes),
  teacher: async (bytes, folder) => {
    const path = join(folder, "model.onnx");
    await writeFile(path, bytes);
    return onnxFile.open({ inputs, classes }, { ...onnxFile.options, path });
  },
};

const inputs = [{ modality: "eeg", length: 128, channels: 8, sampleRate: 128 }] as const;
const eegnet = studentFiles().find(({ name }) => name === "eegnet")!.model.bytes;

/** Bytes that all files together may take, native memory among them: more than 2 ** 26 numbers are never made. */
const mostMemory = 2 ** 29;

/** How many files each door refused; none may do anything else but open. */
async function refusals(files: Iterable<Uint8Array>): Promise<Record<string, number>> {
  const folder = await temporaryFolder();
  const before = process.resourceUsage().maxRSS;
  const counts: Record<string, number> = {};
  for (const bytes of files) {
    for (const [door, open] of Object.entries(doors)) {
      const result = await open(bytes, folder).catch((error: unknown) => error);
      if (!(result instanceof Error)) continue;
      if (!(result instanceof UserError)) throw new Error(`${door}: ${result.stack}`);
      counts[door] = (counts[door] ?? 0) + 1;
    }
  }
  expect(1024 * (process.resourceUsage().maxRSS - before)).toBeLessThan(mostMemory);
  return counts;
}

function* times(count: number, make: () => Uint8Array): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) yield make();
}

describe("every door opens or refuses", () => {
  test("200 files with damaged bytes", async () => {
    const random = new Random(3);
    const counts = await refusals(times(200, () => damagedBytes(eegnet, random)));
    for (const door of Object.keys(doors).filter((name) => name !== "verify"))
      expect(counts[door], door).toBeGreaterThan(50);
  });

  test("300 files with one changed number, name or list", async () => {
    const random = new Random(5);
    const model = decode(modelProto, eegnet);
    const changed = () => {
      const graph = changedLeaf(model.graph, random, (leaf) => odd(leaf, random));
      return encode(modelProto, { ...model, graph } as Message<typeof modelProto>);
    };
    const counts = await refusals(times(300, changed));
    expect(counts.quantize).toBeGreaterThan(50);
    expect(counts.teacher).toBeGreaterThan(50);
  });

  test.each(hugeModels)("%s", async (_, make) => {
    await refusals([make()]);
    const folder = await temporaryFolder();
    for (const door of ["quantize", "export", "bench", "teacher"])
      await expect(doors[door]!(make(), folder), door).rejects.toThrow(tooLarge);
    const { unknown, problems } = await inspectModel(make(), createSession);
    expect([...problems, unknown].join()).toMatch(tooLarge);
  });

  test.each(computedModels)("%s, by a size that is computed", async (_, make) => {
    await refusals([make()]);
    const folder = await temporaryFolder();
    for (const door of ["quantize", "export", "bench", "teacher"])
      await expect(doors[door]!(make(), folder), door).rejects.toThrow(tooLarge);
    const { unknown } = await inspectModel(make(), createSession);
    expect(unknown).toMatch(tooLarge);
  });

  test("a size that windows decide is refused by name; bench alone lets the runtime try", async () => {
    const make = () =>
      modelWith((graph, x) => {
        const options = { attributes: { keepdims: 0 } };
        const largest = graph.add("ReduceMax", [x], unknownShape, options);
        const [zero, one] = [0, 1].map((n) => graph.constant(Float32Array.of(n), []));
        return graph.add("Range", [zero, largest, one], unknownShape);
      });
    const folder = await temporaryFolder();
    for (const door of ["quantize", "export", "teacher"])
      await expect(doors[door]!(make(), folder), door).rejects.toThrow(
        /node "range" \(Range\): how large its result is follows from numbers in the windows/,
      );
    expect((await inspectModel(make(), createSession)).unknown).toMatch(/follows from numbers/);
    await doors.bench!(make(), folder);
  });

  test("files of several networks that leave shapes unsaid, one number changed", async () => {
    const random = new Random(7);
    for (const name of ["cnn1d-tiny", "tiny-har", "gru"]) {
      const file = studentFiles().find((it) => it.name === name);
      if (!file) throw new Error(`no student ${name}`);
      const model = decode(modelProto, file.model.bytes);
      const silent = { ...model.graph, valueInfo: [] };
      const changed = () => {
        const graph = changedLeaf(silent, random, (leaf) => odd(leaf, random));
        return encode(modelProto, { ...model, graph } as Message<typeof modelProto>);
      };
      await refusals(times(60, changed));
    }
  });

  test.each(brokenModels.map(([name, , make]) => [name, make] as const))("%s", async (_, make) => {
    await refusals([make()]);
  });
});

const sizes = (...of: readonly number[]) => BigInt64Array.from(of, BigInt);

/** Small files that would fill any memory, by what they do; x is [batch, 128, 8]. No shape inside is said. */
const hugeModels = (
  [
    [
      "padded by millions",
      (graph, x) => {
        const attributes = { kernel_shape: [3], pads: [1e6, 1e6] };
        const weight = graph.constant(new Float32Array(128 * 128 * 3), [128, 128, 3]);
        return graph.add("Conv", [x, weight], unknownShape, { attributes });
      },
    ],
    [
      "pads as an input",
      (graph, x) =>
        graph.add(
          "Pad",
          [x, graph.constant(sizes(0, 1e7, 0, 0, 1e7, 0), [6], "int64")],
          unknownShape,
        ),
    ],
    [
      "tiled",
      (graph, x) =>
        graph.add("Tile", [x, graph.constant(sizes(1, 1e3, 1e2), [3], "int64")], unknownShape),
    ],
    [
      "expanded",
      (graph, x) => {
        const wide = graph.constant(sizes(1e5, 1, 128, 8), [4], "int64");
        return graph.add("Expand", [x, wide], unknownShape);
      },
    ],
    [
      "a constant of any size",
      (graph, x) => {
        const shape = graph.constant(sizes(1e12), [1], "int64");
        const wide = graph.add("ConstantOfShape", [shape], unknownShape);
        return graph.add("Add", [x, graph.add("ReduceSum", [wide], unknownShape)], unknownShape);
      },
    ],
  ] satisfies readonly (readonly [string, (graph: Graph, x: Value) => Value])[]
).map(([name, grow]) => [name, () => modelWith(grow)] as const);

/** 10 to these powers as whole numbers, in a way that no shape inference follows. */
function powers(graph: Graph, ...of: readonly number[]): Value {
  const ten = graph.constant(new Float32Array(of.length).fill(10), [of.length]);
  const exponents = graph.constant(Float32Array.from(of), [of.length]);
  return whole(graph, graph.add("Pow", [ten, exponents], unknownShape));
}

function whole(graph: Graph, x: Value): Value {
  return graph.add("Cast", [x], unknownShape, { attributes: { to: 7 }, dtype: "int64" });
}

/** The same by sizes that the runtime alone would come to know. */
const computedModels = (
  [
    [
      "a constant",
      (graph, x) => {
        const wide = graph.add("ConstantOfShape", [powers(graph, 9)], unknownShape);
        return graph.add("Add", [x, graph.add("ReduceSum", [wide], unknownShape)], unknownShape);
      },
    ],
    ["expanded", (graph, x) => graph.add("Expand", [x, powers(graph, 7, 0, 0)], unknownShape)],
    ["tiled", (graph, x) => graph.add("Tile", [x, powers(graph, 0, 3, 3)], unknownShape)],
    [
      "tiled by its own shape",
      (graph, x) => {
        const shape = graph.add("Shape", [x], [3], { dtype: "int64" });
        const squared = graph.add("Mul", [shape, shape], unknownShape);
        const real = graph.add("Cast", [squared], unknownShape, { attributes: { to: 1 } });
        const root = whole(graph, graph.add("Abs", [real], unknownShape));
        return graph.add("Tile", [x, root], unknownShape);
      },
    ],
    [
      "resized",
      (graph, x) => {
        const scales = graph.constant(Float32Array.of(1, 1000, 1000), [3]);
        const computed = graph.add("Sqrt", [graph.add("Mul", [scales, scales], unknownShape)], [3]);
        return graph.add("Resize", [x, undefined, computed], unknownShape);
      },
    ],
    [
      "counted to",
      (graph, x) => {
        const [zero, one] = [0n, 1n].map((n) => graph.constant(BigInt64Array.of(n), [], "int64"));
        const end = graph.add("ReduceMax", [powers(graph, 9)], [], { attributes: { keepdims: 0 } });
        const counted = graph.add("Range", [zero, end, one], unknownShape);
        const options = { attributes: { to: 1 }, dtype: "float32" } as const;
        const real = graph.add("Cast", [counted], unknownShape, options);
        return graph.add("Add", [x, graph.add("ReduceMax", [real], unknownShape)], unknownShape);
      },
    ],
  ] satisfies readonly (readonly [string, (graph: Graph, x: Value) => Value])[]
).map(([name, grow]) => [name, () => modelWith(grow)] as const);

function modelWith(grow: (graph: Graph, x: Value) => Value): Uint8Array {
  const graph = new Graph("huge");
  const x = graph.input("x", "float32", ["batch", 128, 8]);
  graph.output("y", graph.add("ReduceMax", [grow(graph, x)], [], { attributes: { keepdims: 0 } }));
  return encodeModel(graph);
}

const tooLarge = / holds \d+ numbers; \d+ are the most/;

const numbers = [-1, 0, 1, 7, 2 ** 31, 1e9, 1e12];
const names = ["", "batch", "x", "no such name"];

/** A leaf of the same kind. */
function odd(leaf: unknown, random: Random): unknown {
  if (typeof leaf === "number") return numbers[random.integer(numbers.length)];
  if (typeof leaf === "bigint") return BigInt(numbers[random.integer(numbers.length)]!);
  if (typeof leaf === "string") return names[random.integer(names.length)];
  if (leaf instanceof Uint8Array) return damagedBytes(leaf, random);
  return leaf;
}
