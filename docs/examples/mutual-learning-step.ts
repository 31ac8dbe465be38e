/** Two networks teach each other, each with its own optimizer: deep mutual learning. */
import {
  add,
  logSoftmax,
  mean,
  mul,
  neg,
  type Scalar,
  softmax,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import { type Network, Random } from "wristill";
import { applyNetwork } from "wristill/record";
import { students } from "wristill/students";
import { createSession, defineProgram, optimizers, recordedEngine } from "wristill/train";

const [batch, length] = [32, 24];
const task = { inputs: [{ modality: "acc", length, channels: 1 }], classes: 2, seed: 1 };
const small = students.cnn1dTiny.build(task, { filters: [4, 8, 8], kernels: [5, 5, 3] });
const separable = students.dsCnn1d.build(task, { stem: 4, stages: [8, 8], kernel: 5 });

const crossEntropy = (logits: Tensor, labels: Tensor): Scalar =>
  neg(mean(sum(mul(labels, logSoftmax(logits)), -1)));
/** KL(softmax(target) ‖ softmax(logits)), mean over the batch. */
const divergence = (target: Tensor, logits: Tensor): Scalar =>
  mean(sum(mul(softmax(target), sub(logSoftmax(target), logSoftmax(logits))), -1));

/** Zhang et al. 2018, arXiv:1706.00384, algorithm 1: the second network already sees the first one's new answers. */
const mutual = defineProgram({
  name: "mutual-learning",
  inputs: { acc: [batch, length, 1], labels: [batch, 2] },
  groups: {
    small: {
      models: [small.model],
      optimizer: { entry: optimizers.adam, options: optimizers.adam.options },
    },
    separable: {
      models: [separable.model],
      optimizer: { entry: optimizers.sgd, options: { momentum: 0.9, nesterov: true } },
      learningRateFactor: 4,
      weightDecay: 1e-4,
    },
  },
  run({ inputs: { acc, labels }, minimize }) {
    const learn = (self: Network, peer: Network) => () => {
      const { logits } = applyNetwork(self, [acc], true);
      const target = applyNetwork(peer, [acc], true).logits; // not of this group: a constant
      const apart = divergence(target, logits);
      const loss: Scalar = add(crossEntropy(logits, labels), apart);
      return { loss, apart };
    };
    const first = minimize("small", learn(small, separable));
    const second = minimize("separable", learn(separable, small));
    return { loss: first.loss, peer: second.loss, apart: second.apart };
  },
});

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
const step = await engine.compileStep(mutual, random.fork("step"));
for (let i = 0; i < 100; i++) {
  const { loss, peer, apart } = await step.run(drawBatch(random), 5e-3);
  if (i % 33 === 0) console.log(JSON.stringify({ step: i + 1, loss, peer, apart }));
}
await step.release();
