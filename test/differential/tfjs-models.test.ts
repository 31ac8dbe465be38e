/** @file The TensorFlow.js models that we write, opened by its own loaders and by ours, beside the ONNX model. */
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mapValues } from "#core/map-values";
import type { WrittenFile } from "#export/formats/format";
import { openSource } from "#export/formats/open-source";
import { tfjsGraph } from "#export/formats/tfjs-graph";
import { tfjsLayers } from "#export/formats/tfjs-layers";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import type { HostTensors } from "#runtime/session";
import { tfjsFile } from "#teachers/tfjs-file";
import { classes, waves } from "#test/support/exported";
import { layerGraphs, layerWindow } from "#test/support/layer-graphs";
import { type StudentFile, studentFiles } from "#test/support/student-files";
import { temporaryFolder } from "#test/support/temporary-folder";
import { expectClose } from "#test/support/tensors";
import { recordedEngine } from "#train/engines/recorded";
import { readWeights } from "#train/weights";

const students = studentFiles();
const exact = { absolute: 1e-5, relative: 1e-5 };

/** Logarithms, and GRUs as ONNX has them, are no layers of TensorFlow.js. */
const withoutLayers = new Set(["gru", "sccnet", "shallow-conv-net"]);

/** Forms that no layer of TensorFlow.js has, with what is said of them. */
const withoutLayer: Readonly<Record<string, RegExp>> = {
  "a number through the window": /layer "exp" is Exp/,
  "almost a Gelu": /layer "erf" is Erf/,
  Erf: /layer "erf" is Erf/,
  Exp: /layer "exp" is Exp/,
  "GRU backwards that resets after": /layer "gru" is a GRU/,
  "GRU that resets before": /layer "gru" is a GRU/,
  "GRU's last state": /layer "gru" is a GRU/,
  LayerNormalization: /is Sqrt, for which TensorFlow.js has no layer/,
  "Log of absolute numbers above 1": /layer "log" is Log/,
  "Pow of absolute numbers": /layer "pow" is Pow/,
  "Reciprocal of absolute numbers above 1": /layer "reciprocal" is Reciprocal/,
  "share of the sum": /layer "exp" is Exp/,
  "share of the sum of absolute numbers": /layer "div" divides by what it computes/,
  "standardised over time": /layer "sqrt" is Sqrt/,
  "standardised over time, channels first": /layer "exp" is Exp/,
  "Sqrt of absolute numbers": /layer "sqrt" is Sqrt/,
};

/** What is served, by its path. */
const served = new Map<string, WrittenFile["content"]>();
let server: Server;

beforeAll(async () => {
  quietTf();
  await tf.setBackend("cpu");
  server = createServer(({ url = "" }, response) => {
    const content = served.get(url);
    response.writeHead(content === undefined ? 404 : 200);
    response.end(content);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(() => server.close());

/** The address of a model. */
function serve(folder: string, files: readonly WrittenFile[]): string {
  for (const { name, content } of files) served.set(`/${folder}/${name}`, content);
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/${folder}/model.json`;
}

async function byOnnx(bytes: Uint8Array, windows: HostTensors): Promise<Answers> {
  const session = await createSession(bytes);
  const outputs = await session.run(windows);
  await session.release();
  return mapValues(outputs, ({ data }) => data as Float32Array);
}

type Answers = Readonly<Record<string, ArrayLike<number>>>;

/** Outputs by name. */
async function byGraphModel(address: string, windows: HostTensors): Promise<Answers> {
  const model = await tf.loadGraphModel(address);
  const feeds = mapValues(windows, ({ data, shape }) =>
    tf.tensor(data as Float32Array, [...shape]),
  );
  const results = model.predict(feeds) as tf.NamedTensorMap;
  return mapValues(results, (result) => result.dataSync());
}

/** Outputs by name. */
async function byLayersModel(address: string, windows: HostTensors): Promise<Answers> {
  const model = await tf.loadLayersModel(address);
  const feeds = model.inputNames.map((name) => {
    const { data, shape } = windows[name]!;
    return tf.tensor(data as Float32Array, [...shape]);
  });
  const results = [model.predict(feeds)].flat();
  return Object.fromEntries(model.outputNames.map((name, i) => [name, results[i]!.dataSync()]));
}

/** The answer of a teacher that is these files. */
async function asTeacher({ network }: StudentFile, files: readonly WrittenFile[], logits: string) {
  const folder = await temporaryFolder();
  for (const { name, content } of files) await writeFile(join(folder, name), content);
  const path = join(folder, "model.json");
  const options = { ...tfjsFile.options, path, logits, normalization: "none" } as const;
  const teacher = await tfjsFile.open({ inputs: network.inputs, classes }, options);
  const forward = await recordedEngine(createSession).compileForward(teacher, []);
  const { logits: answer } = await forward.run(readWeights(teacher.model), waves(network, 3, 5));
  await forward.release();
  return answer!.data as Float32Array;
}

describe.each(students)("$name", (student) => {
  const { name, network, model } = student;
  const windows = waves(network, 3, 5);

  test("as a GraphModel answers like the ONNX file, to its loader and to ours", async () => {
    const { files } = await tfjsGraph.write(openSource(model.bytes, { createSession }), name);
    const found = await byGraphModel(serve(`${name}-graph`, files), windows);
    const { logits, probabilities } = await byOnnx(model.bytes, windows);
    expectClose(found.logits!, logits!, exact);
    expectClose(found.probabilities!, probabilities!, exact);
    expectClose(await asTeacher(student, files, "logits"), logits!, exact);
  });

  test.skipIf(withoutLayers.has(name))("as a LayersModel it does, too", async () => {
    const { files } = await tfjsLayers.write(openSource(model.bytes, { createSession }), name);
    const found = await byLayersModel(serve(`${name}-layers`, files), windows);
    const { logits, probabilities } = await byOnnx(model.bytes, windows);
    expectClose(found.logits!, logits!, exact);
    expectClose(found.probabilities!, probabilities!, exact);
    expectClose(await asTeacher(student, files, "logits"), logits!, exact);
  });
});

describe.each(layerGraphs)("$name", ({ name, bytes }) => {
  const windows = waves({ inputs: [layerWindow] }, 3, 7);

  test("as a GraphModel answers like the ONNX file", async () => {
    const { files } = await tfjsGraph.write(openSource(bytes, { createSession }), name);
    const found = await byGraphModel(serve(encodeURIComponent(name), files), windows);
    expectClose(found.logits!, (await byOnnx(bytes, windows)).logits!, exact);
  });

  test("as a LayersModel it does, too, or says which layer there is none for", async () => {
    const written = tfjsLayers.write(openSource(bytes, { createSession }), name);
    if (withoutLayer[name]) return expect(written).rejects.toThrow(withoutLayer[name]);
    const { files } = await written;
    const found = await byLayersModel(serve(`${encodeURIComponent(name)}-layers`, files), windows);
    return expectClose(found.logits!, (await byOnnx(bytes, windows)).logits!, exact);
  });
});
