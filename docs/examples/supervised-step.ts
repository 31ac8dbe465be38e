/** One network, one loss, one optimizer: a student learns two motions from their labels. */
import {
  argMax,
  cast,
  equal,
  logSoftmax,
  mean,
  mul,
  neg,
  type Scalar,
  sum,
} from "@tensorflow/tfjs";
import { Random } from "wristill";
import { applyNetwork } from "wristill/record";
import { students } from "wristill/students";
import {
  assignWeights,
  createSession,
  optimizers,
  recordedEngine,
  type StepDefinition,
  weightsIn,
} from "wristill/train";

const [batch, length] = [32, 24];
const network = students.cnn1dTiny.build(
  { inputs: [{ modality: "acc", length, channels: 1 }], classes: 2, seed: 1 },
  { filters: [4, 8, 8], kernels: [5, 5, 3] },
);

const definition: StepDefinition = {
  name: "supervised",
  models: [network.model],
  inputs: { acc: [batch, length, 1], labels: [batch, 2] },
  loss({ acc, labels }) {
    const { logits } = applyNetwork(network, [acc!], true); // [batch, class]
    const loss: Scalar = neg(mean(sum(mul(labels!, logSoftmax(logits)), -1)));
    const hits = equal(argMax(logits, -1), argMax(labels!, -1));
    return { loss, figures: { accuracy: mean(cast(hits, "float32")) } };
  },
  optimizer: { entry: optimizers.adamw, options: optimizers.adamw.options },
  weightDecay: 1e-3,
  clipNorm: 1,
};

/** Slow waves (class 0) and fast ones (class 1), each from a phase of its own, in noise. */
function drawBatch(random: Random) {
  const acc = new Float32Array(batch * length);
  const labels = new Float32Array(batch * 2);
  for (let i = 0; i < batch; i++) {
    const [motion, phase] = [random.integer(2), random.between(0, 6)];
    labels[2 * i + motion] = 1;
    for (let t = 0; t < length; t++)
      acc[i * length + t] = Math.sin(phase + t * (motion ? 0.9 : 0.6)) + 0.5 * random.normal();
  }
  return {
    acc: { data: acc, shape: [batch, length, 1] },
    labels: { data: labels, shape: [batch, 2] },
  };
}

const random = new Random(1);
const engine = recordedEngine(createSession, { threads: 1 });
const step = await engine.compileStep(definition, random.fork("step"));
for (let i = 0; i < 100; i++) {
  const { loss, accuracy } = await step.run(drawBatch(random), 1e-2);
  if (i % 33 === 0) console.log(JSON.stringify({ step: i + 1, loss, accuracy }));
}
assignWeights(network.model, weightsIn(definition, step.state, network.model));
await step.release();
