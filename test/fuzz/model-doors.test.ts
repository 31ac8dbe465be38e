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
import { decode, encode, type Message } from "#graph/message";
import { modelProto } from "#graph/onnx-schema";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { describeModel } from "#src/pipeline/describe/describe-model";
import { streamModel } from "#stream/stream-model";
import { onnxFile } from "#teachers/onnx-file";
import { brokenModels } from "#test/support/broken-models";
import { changedLeaf, damagedBytes } from "#test/support/damage";
import { classes } from "#test/support/exported";
import {
  computedModels,
  decidedByWindows,
  hugeModels,
  tooLarge,
  windowModels,
} from "#test/support/large-models";
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
  describe: async (bytes, folder) => {
    const about = join(folder, "about.yaml");
    await writeFile(about, aboutEeg);
    return describeModel(bytes, "model.onnx", about);
  },
  teacher: async (bytes, folder) => {
    const path = join(folder, "model.onnx");
    await writeFile(path, bytes);
    return onnxFile.open({ inputs, classes }, { ...onnxFile.options, path });
  },
};

const inputs = [{ modality: "eeg", length: 128, channels: 8, sampleRate: 128 }] as const;
const electrodes = Array.from({ length: 8 }, (_, i) => `e${i}`);
const aboutEeg = `classes: [${classes}]\nsampleRate: 128\ninputs: { eeg: { channels: [${electrodes}], unit: µV } }`;
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

  test.each(windowModels)(
    "%s is refused by name; bench alone lets the runtime try",
    async (_, make) => {
      const folder = await temporaryFolder();
      for (const door of ["quantize", "export", "teacher"])
        await expect(doors[door]!(make(), folder), door).rejects.toThrow(decidedByWindows);
      expect((await inspectModel(make(), createSession)).unknown).toMatch(decidedByWindows);
      await doors.bench!(make(), folder);
    },
  );

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
