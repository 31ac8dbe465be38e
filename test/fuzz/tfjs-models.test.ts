/** @file Damaged tf.js models: a sentence or a teacher, and never a file outside of the model's folder. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { Random } from "#core/random";
import { saveLearner } from "#distill/saved";
import { quietTf } from "#record/quiet";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { tfjsFile } from "#teachers/tfjs-file";
import { changedLeaf } from "#test/support/damage";
import { acceleration, builtNetwork, classes } from "#test/support/exported";
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
