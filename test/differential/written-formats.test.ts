/** @file Files of teachers and pruned students in other formats, read by whom they are for, beside the ONNX model. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { mapValues } from "#core/map-values";
import type { Format, WrittenFile } from "#export/formats/format";
import { openSource } from "#export/formats/open-source";
import { tfjsGraph } from "#export/formats/tfjs-graph";
import { tfjsLayers } from "#export/formats/tfjs-layers";
import { tflite } from "#export/formats/tflite";
import { decodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { exportedModel, waves } from "#test/support/exported";
import { pythonHas, runPython } from "#test/support/python";
import { rowsOf } from "#test/support/rows-of";
import { teacherNetworks } from "#test/support/teacher-files";
import { expectClose } from "#test/support/tensors";
import { prepareTf, writers } from "#test/support/written-files";

const few = 4;
const exact = { absolute: 2e-5, relative: 2e-5 };

/** What no format but ONNX can hold, with what is said of it. */
const refused: Readonly<Record<string, RegExp>> = {
  "random-forest of set 17": /\(Gather\) picks several places/,
  "random-forest of set 24": /\(Gather\) picks several places/,
  "ridge of set 17": /\(Gather\) picks several places/,
  "ridge of set 24": /\(Gather\) picks several places/,
  tasked: /is LayerNormalization, for which only the ONNX format has an operator/,
  transformer: /is LayerNormalization, for which only the ONNX format has an operator/,
};

await prepareTf();
const files = new Map<string, Uint8Array>();
for (const [name, open] of Object.entries(teacherNetworks))
  files.set(name, exportedModel(await open()).bytes);
for (const writer of ["src/classic/export-baseline.ts", "src/pipeline/prune-stage.ts"])
  for (const [name, bytes] of Object.entries(await writers[writer]!())) files.set(name, bytes);
const written = [...files].filter(([name]) => !(name in refused));

function windowsFor(bytes: Uint8Array) {
  const inputs = decodeModel(bytes).inputs.map(({ name, shape }) => {
    const [, length, channels] = shape as readonly [string, number, number];
    return { modality: name, length, channels };
  });
  return waves({ inputs }, few, 9);
}

async function logitsOf(bytes: Uint8Array): Promise<Float32Array> {
  const session = await createSession(bytes);
  const { logits } = await session.run(windowsFor(bytes));
  await session.release();
  return logits!.data as Float32Array;
}

async function filesAs(format: Format, bytes: Uint8Array): Promise<readonly WrittenFile[]> {
  return (await format.write(openSource(bytes, { createSession }), "model")).files;
}

/** What TensorFlow.js reads, out of memory. */
function handlerOf(all: readonly WrittenFile[]): tf.io.IOHandler {
  const contentOf = (path: string) => all.find(({ name }) => name === path)!.content;
  const weightsOf = async (groups: tf.io.WeightsManifestConfig) => {
    const parts = groups.flatMap(({ paths }) => paths).map((path) => contentOf(path) as Uint8Array);
    const specs = groups.flatMap(({ weights }) => weights);
    return [specs, Uint8Array.from(Buffer.concat(parts)).buffer] as [typeof specs, ArrayBuffer];
  };
  const json = JSON.parse(contentOf("model.json") as string) as tf.io.ModelJSON;
  return { load: () => tf.io.getModelArtifactsForJSON(json, weightsOf) };
}

function tensorsOf(bytes: Uint8Array): tf.NamedTensorMap {
  return mapValues(windowsFor(bytes), ({ data, shape }) => tf.tensor(data, shape));
}

describe("TensorFlow.js", () => {
  test.each(written)("%s as a GraphModel answers like the ONNX file", async (_, bytes) => {
    const model = await tf.loadGraphModel(handlerOf(await filesAs(tfjsGraph, bytes)));
    const { logits } = model.predict(tensorsOf(bytes)) as tf.NamedTensorMap;
    expectClose(logits!.dataSync(), await logitsOf(bytes), exact);
  });

  test.each(written)("%s as a LayersModel does, too", async (_, bytes) => {
    const model = await tf.loadLayersModel(handlerOf(await filesAs(tfjsLayers, bytes)));
    const feeds = tensorsOf(bytes);
    const results = [model.predict(model.inputNames.map((name) => feeds[name]!))].flat();
    const logits = results[model.outputNames.indexOf("logits")]!;
    expectClose(logits.dataSync(), await logitsOf(bytes), exact);
  });

  test.each(Object.entries(refused))("%s is refused by name", async (name, sentence) => {
    for (const format of [tfjsGraph, tfjsLayers, tflite])
      await expect(filesAs(format, files.get(name)!)).rejects.toThrow(sentence);
  });
});

describe.skipIf(!pythonHas("tensorflow.lite"))(
  "TensorFlow Lite (needs python3 with tensorflow)",
  () => {
    let answers: Readonly<Record<string, readonly Readonly<Record<string, readonly number[]>>[]>>;

    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), "wristill-"));
      for (const [name, bytes] of written) {
        const [file] = await filesAs(tflite, bytes);
        await writeFile(join(folder, `${name}.tflite`), file!.content);
        const rows = mapValues(windowsFor(bytes), rowsOf);
        await writeFile(join(folder, `${name}.json`), JSON.stringify(rows));
      }
      answers = runPython(new URL("./tflite_run.py", import.meta.url), folder) as typeof answers;
      await rm(folder, { recursive: true });
    }, 300_000);

    test.each(written)("%s answers like the ONNX file", async (name, bytes) => {
      const found = answers[name]!.flatMap(({ logits }) => logits!);
      expectClose(found, await logitsOf(bytes), exact);
    });
  },
);
