// @ts-check
/**
 * @file A training in a process of its own: `node training-process.js <checkpoint> [step]`. Given a step, it is killed
 * while that step is prepared. JavaScript, because Node 20 runs no TypeScript; imports are those of the built package.
 */
import { layers, sequential } from "@tensorflow/tfjs";
import { Random } from "#core/random";
import { crossEntropy } from "#distill/losses";
import { applyNetwork } from "#record/inference";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { createOrtWorkerSession } from "#runtime/ort-worker";
import { makeBatches } from "#sensors/batches";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { recordedEngine } from "#train/engines/recorded";
import { fit as train } from "#train/fit";
import { adam, sgd } from "#train/optimizers";
import { defineProgram } from "#train/program";

const [, , checkpoint = "", lastStep] = process.argv;
const [size, batch, length] = [48, 6, 16];
quietTf();

const network = cnn1dTiny.build(
  { inputs: [{ modality: "acc", length, channels: 3 }], classes: 2, seed: 5 },
  { filters: [4, 4, 4], kernels: [3, 3, 3] },
);
const critic = sequential({
  layers: [
    layers.dropout({ rate: 0.25, inputShape: [4] }),
    layers.dense({ units: 2, kernelInitializer: "zeros" }),
  ],
});

/** A student with a critic that drops out, and a bank of its answers: every kind of array is in the state. */
const program = defineProgram({
  name: "killed",
  inputs: { acc: [batch, length, 3], labels: [batch, 2] },
  groups: {
    student: {
      models: [network.model],
      optimizer: { entry: /** @type {any} */ (adam), options: adam.options },
    },
    critic: {
      models: [critic],
      optimizer: { entry: /** @type {any} */ (sgd), options: sgd.options },
    },
  },
  memory: { bank: { data: new Float32Array(batch * 2), shape: [batch, 2] } },
  run({ inputs: { acc, labels }, minimize, read, write }) {
    const { features } = applyNetwork(network, [acc], true).taps;
    minimize("critic", () => ({
      loss: crossEntropy(
        /** @type {any} */ (critic.apply(/** @type {any} */ (features), { training: true })),
        labels,
      ),
    }));
    const { loss, logits } = minimize("student", () => {
      const { logits: own } = applyNetwork(network, [acc], true);
      return { loss: crossEntropy(own.add(read("bank").mul(0.1)), labels), logits: own };
    });
    write("bank", logits);
    return { loss };
  },
});

const random = new Random(11);
const channels = ["x", "y", "z"];
const acc = {
  data: random.normals(size * length * 3),
  length,
  channels,
  sampleRate: 50,
  unit: "g",
};
const windows = {
  size,
  signals: { acc },
  labels: Int32Array.from({ length: size }, (_, i) => i % 2),
  classes: ["sit", "walk"],
  subjects: Array.from({ length: size }, () => "1"),
  recordings: Array.from({ length: size }, (_, i) => `${i}`),
};
const batches = makeBatches(windows, { batchSize: batch, random, shuffle: true });

await train({
  engine: recordedEngine(createOrtNodeSession, {
    threads: 1,
    createStepSession: createOrtWorkerSession,
  }),
  definition: program,
  network,
  batches: {
    ...batches,
    batch(epoch, index) {
      const step = epoch * batches.batchesPerEpoch + index;
      if (step === Number(lastStep ?? -1)) process.kill(process.pid, "SIGKILL");
      return batches.batch(epoch, index);
    },
  },
  validation: windows,
  epochs: 6,
  learningRate: 0.01,
  schedule: { name: "cosine" },
  earlyStopping: null,
  random: random.fork("train"),
  checkpoint: { path: checkpoint, everySeconds: 0, clock: () => new Date() },
  task: "killed",
});
