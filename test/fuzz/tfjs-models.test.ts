/** @file Damaged tf.js models: a sentence or a teacher, and never a file outside of the model's folder. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { Random } from "#core/random";
import { saveLearner } from "#distill/saved";
import type { Format } from "#export/formats/format";
import { openSource } from "#export/formats/open-source";
import { tfjsGraph } from "#export/formats/tfjs-graph";
import { tfjsLayers } from "#export/formats/tfjs-layers";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { tfjsFile } from "#teachers/tfjs-file";
import { changedLeaf, damagedBytes } from "#test/support/damage";
import { acceleration, builtNetwork, classes } from "#test/support/exported";
import { studentFiles } from "#test/support/student-files";
import { temporaryFolder } from "#test/support/temporary-folder";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const task = { inputs: [acceleration], classes };

async function savedModel() {
  const folder = join(await temporaryFolder(), "model");
  await mkdir(folder);
  await saveLearner(folder, { network: builtNetwork(cnn1dTiny), parts: {} }, []);
  const path = join(folder, "model.json");
  const json = JSON.parse(await readFile(path, "utf8")) as Json;
  const open = async (changed: unknown) => {
    await writeFile(path, typeof changed === "string" ? changed : JSON.stringify(changed));
    return tfjsFile.open(task, { ...tfjsFile.options, path }).catch((error: unknown) => error);
  };
  return { json, open };
}

type Json = { [key: string]: unknown };

const odd = [-1, 0, 1e12, 2 ** 31, 0.5, "", "../..", null, [], {}, true, "relu6", [1e9, 1e9]];

test("150 changed values are each a teacher or a sentence", async () => {
  const { json, open } = await savedModel();
  const random = new Random(5);
  let refused = 0;
  for (let i = 0; i < 150; i++) {
    const result = await open(changedLeaf(json, random, () => odd[random.integer(odd.length)]));
    if (!(result instanceof Error)) continue;
    expect(result).toBeInstanceOf(UserError);
    refused++;
  }
  expect(refused).toBeGreaterThan(30);
});

test("a file that is cut off is a sentence", async () => {
  const { json, open } = await savedModel();
  const text = JSON.stringify(json);
  for (let end = 0; end < text.length; end += 97)
    expect(await open(text.slice(0, end))).toBeInstanceOf(UserError);
});

test.each(["../../../etc/passwd", "/etc/passwd", "a/../../b"])(
  "weights at %s are never opened",
  async (place) => {
    const { json, open } = await savedModel();
    const [group] = json.weightsManifest as [Json];
    const result = await open({ ...json, weightsManifest: [{ ...group, paths: [place] }] });
    expect(String(result)).toContain("outside of its folder, which is never opened");
  },
);

test("a layer larger than all weights is refused before it is made", async () => {
  const { json, open } = await savedModel();
  const text = JSON.stringify(json).replace(/"filters":\d+/, '"filters":1000000000');
  expect(String(await open(text))).toContain("filters 1000000000, and ");
});

/** Both kinds, as our own formats write them. */
async function writtenModel(format: Format) {
  const folder = await temporaryFolder();
  const { bytes } = studentFiles().find(({ name }) => name === "cnn1d-tiny")!.model;
  const { files } = await format.write(openSource(bytes, { createSession }), "model");
  for (const { name, content } of files) await writeFile(join(folder, name), content);
  const path = join(folder, "model.json");
  const weights = files.map(({ name }) => name).find((name) => name.endsWith(".bin"))!;
  const open = () =>
    tfjsFile.open(task, { ...tfjsFile.options, path }).catch((error: unknown) => error);
  return { path, weights: join(folder, weights), open };
}

/** Bytes that a test may take: no array is larger than a file's own numbers. */
const mostMemory = 2 ** 29;

describe.each([tfjsGraph, tfjsLayers])("$name", (format) => {
  test("100 changed values are each a teacher or a sentence, in little memory", async () => {
    const { path, open } = await writtenModel(format);
    expect(await open()).not.toBeInstanceOf(Error);
    const json = JSON.parse(await readFile(path, "utf8")) as Json;
    const random = new Random(11);
    const before = process.resourceUsage().maxRSS;
    let refused = 0;
    for (let i = 0; i < 100; i++) {
      const changed = changedLeaf(json, random, () => odd[random.integer(odd.length)]);
      await writeFile(path, JSON.stringify(changed));
      const result = await open();
      if (!(result instanceof Error)) continue;
      if (!(result instanceof UserError)) throw result;
      refused++;
    }
    expect(refused).toBeGreaterThan(20);
    expect(1024 * (process.resourceUsage().maxRSS - before)).toBeLessThan(mostMemory);
  });

  test("weights that are cut off or missing are a sentence; damaged ones are weights", async () => {
    const { weights, open } = await writtenModel(format);
    const whole = await readFile(weights);
    const random = new Random(13);
    for (const length of [0, 1, 4, whole.length >> 1, whole.length - 1]) {
      await writeFile(weights, whole.subarray(0, length));
      expect(await open(), `${length} bytes`).toBeInstanceOf(UserError);
    }
    for (let i = 0; i < 10; i++) {
      const damaged = damagedBytes(whole, random);
      await writeFile(weights, damaged);
      const result = await open();
      expect(result instanceof UserError).toBe(damaged.length < whole.length);
    }
    await rm(weights);
    expect(await open(), "missing").toBeInstanceOf(UserError);
  });
});

test("a graph that reads itself is a sentence", async () => {
  const { path, open } = await writtenModel(tfjsGraph);
  const json = JSON.parse(await readFile(path, "utf8")) as GraphJson;
  const nodes = json.modelTopology.node;
  const last = nodes.findLast(({ input }) => input && input.length > 0)!;
  const first = nodes.find(({ op, input }) => op !== "Const" && input && input.length > 0)!;
  first.input = [last.name, ...first.input!.slice(1)];
  await writeFile(path, JSON.stringify(json));
  expect(await open()).toBeInstanceOf(UserError);
});

interface GraphJson {
  readonly modelTopology: { readonly node: { name: string; op: string; input?: string[] }[] };
}
