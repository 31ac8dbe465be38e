/** Training for a scheme: the file answers as the rounded network did, and nothing but the training moved. */
import { engine as engineOfTf, setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { graphNetwork } from "#compress/graph-network";
import { trainForScheme } from "#compress/quantize-aware";
import { roundingOf } from "#compress/rounding-of";
import { teachDefaults } from "#compress/teach-graph";
import type { Network, NetworkEntry } from "#core/network";
import { Random } from "#core/random";
import type { Scheme } from "#export/quantize/scheme";
import * as schemes from "#export/quantize/schemes";
import type { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { bilstmS } from "#students/bilstm-s";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { gru } from "#students/gru";
import { tcn } from "#students/tcn";
import { tinyHar } from "#students/tiny-har";
import {
  builtNetwork,
  classes,
  exportedModel,
  normalizationOf,
  waves,
} from "#test/support/exported";
import { dataOf } from "#test/support/tiny-distillation";
import { recordedEngine } from "#train/engines/recorded";
import { adam } from "#train/optimizers";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const engine = recordedEngine(createOrtNodeSession, { threads: 1 });
const train = {
  ...{ epochs: 3, batchSize: 16, learningRate: 2e-3, schedule: { name: "cosine" } },
  ...{ optimizer: { entry: adam as never, options: adam.options }, weightDecay: 0 },
  ...{ clipNorm: null, earlyStopping: null },
};

/** 64 standardised windows of a network, labelled by chance, and the raw ones. */
function windowsFor(network: Network) {
  const raw = waves(network, 64, 5);
  const normalization = normalizationOf(network);
  const { data, shape } = raw.acc!;
  const { mean, sd } = normalization.acc!;
  const scaled = data.map((x, i) => (x - mean[i % 3]!) / sd[i % 3]!);
  const signal = { length: shape[1], channels: ["x", "y", "z"], sampleRate: 50, unit: "g" };
  const size = shape[0];
  const windows = {
    ...{ size, classes, signals: { acc: { ...signal, data: scaled } } },
    labels: Int32Array.from({ length: size }, (_, i) => i % classes.length),
    subjects: Array.from({ length: size }, (_, i) => `p${i % 4}`),
    recordings: Array.from({ length: size }, (_, i) => `r${i}`),
  };
  return { raw, normalization, windows, standardised: { acc: { data: scaled, shape } } };
}

async function trainedFor(network: Network, scheme: Scheme) {
  const { graph } = exportedModel(network);
  const about = windowsFor(network);
  const trained = await trainForScheme(
    graph,
    {
      ...{ scheme, train, teacher: network, normalization: about.normalization },
      ...{ ...teachDefaults, ranges: "mse", calibration: [about.raw] },
      createSession: createOrtNodeSession,
    },
    { engine, data: dataOf(about.windows), random: new Random(1), task: "test" },
  );
  return { graph, trained, ...about };
}

async function logitsOf(bytes: Uint8Array, feeds: ReturnType<typeof waves>) {
  const session = await createOrtNodeSession(bytes);
  const { logits } = await session.run(feeds);
  await session.release();
  return logits!.data as Float32Array;
}

const networks = [
  ["cnn1d-tiny", () => builtNetwork(cnn1dTiny)],
  ["ds-cnn1d", () => builtNetwork(dsCnn1d as NetworkEntry)],
  ["tcn, with joined branches", () => builtNetwork(tcn as NetworkEntry)],
  ["tiny-har, with an LSTM", () => builtNetwork(tinyHar as NetworkEntry)],
  ["bilstm-s, which runs both ways", () => builtNetwork(bilstmS as NetworkEntry)],
  ["gru", () => builtNetwork(gru as NetworkEntry)],
] as const;
const trainable = Object.values<Scheme>(schemes).filter((scheme) => scheme.trainable);

describe.each(networks)("%s", (_name, build) => {
  test.each(trainable)(
    "$name: the file answers as the network that was trained",
    async (scheme) => {
      const { trained, raw, normalization, standardised } = await trainedFor(build(), scheme);
      const rounding = roundingOf(trained.graph, scheme, trained.ranges);
      const network = graphNetwork(trained.graph, { normalization, rounding });
      const forward = await engine.compileForward(network);
      const { logits } = await forward.run(readWeights(network.model), standardised);
      await forward.release();
      const source = { ...trained, weightBits: 8, keep: new Set<string>() } as const;
      const file = scheme.forms[0]!.build(source).graph;
      const found = await logitsOf(encodeModel(file), raw);
      const size = Math.sqrt(logits!.data.reduce((sum, z) => sum + z * z, 0));
      const apart = Math.sqrt(found.reduce((sum, z, i) => sum + (z - logits!.data[i]!) ** 2, 0));
      // a step of an activation may go either way at a tie; weights are the same to a float's last bits
      expect(apart / size).toBeLessThan(scheme.calibrated ? 0.01 : 1e-4);
    },
  );
});

test("training lowers the loss, moves weights and ranges, and leaves the graph alone", async () => {
  const network = builtNetwork(cnn1dTiny);
  const { graph, trained } = await trainedFor(network, schemes.staticInt8);
  const losses = trained.history.map(({ loss }) => loss);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
  const weights = (it: Graph) => it.nodesOf("Conv").map(({ inputs }) => [...inputs[1]!.data!]);
  expect(weights(trained.graph)).not.toEqual(weights(graph));
  expect(weights(graph)).toEqual(weights(exportedModel(network).graph));
  expect(trained.graph.nodes.map(({ name }) => name)).toEqual(graph.nodes.map(({ name }) => name));
});

test("what it built is gone afterwards: tf.js keeps every weight that nobody disposes of", async () => {
  const network = builtNetwork(cnn1dTiny);
  const variables = () => Object.keys(engineOfTf().state.registeredVariables);
  const before = variables();
  await trainedFor(network, schemes.weightInt8);
  expect(variables()).toEqual(before);
});

test("schemes that training cannot play are refused by name", () => {
  const { graph } = exportedModel();
  expect(() => roundingOf(graph, schemes.dynamicInt8, new Map())).toThrow(
    "the scheme dynamic-int8 cannot be trained for",
  );
});
