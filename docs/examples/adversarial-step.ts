/** Two groups that pull in opposite directions: features that tell the motion and hide whose wrist it was. */
import {
  argMax,
  cast,
  equal,
  initializers,
  layers,
  logSoftmax,
  mean,
  mul,
  neg,
  type Scalar,
  sequential,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import { Random } from "wristill";
import { applyNetwork } from "wristill/record";
import { students } from "wristill/students";
import { createSession, defineProgram, optimizers, recordedEngine } from "wristill/train";

const [batch, length, people] = [32, 24, 2];
const crossEntropy = (logits: Tensor, labels: Tensor): Scalar =>
  neg(mean(sum(mul(labels, logSoftmax(logits)), -1)));
const accuracy = (logits: Tensor, labels: Tensor): Scalar =>
  mean(cast(equal(argMax(logits, -1), argMax(labels, -1)), "float32"));

/** `strength` is how much hiding the person counts (λ of Ganin et al. 2016, arXiv:1505.07818, eq. 9). */
function adversarialStep(strength: number) {
  const student = students.cnn1dTiny.build(
    { inputs: [{ modality: "acc", length, channels: 1 }], classes: 2, seed: 1 },
    { filters: [4, 8, 8], kernels: [5, 5, 3] },
  );
  const [first, last] = [2, 3].map((seed) => initializers.glorotUniform({ seed }));
  const critic = sequential({
    layers: [
      layers.dense({ units: 16, activation: "relu", inputShape: [8], kernelInitializer: first }),
      layers.dense({ units: people, kernelInitializer: last }),
    ],
  });
  return defineProgram({
    name: "adversarial",
    inputs: {
      acc: [batch, length, 1],
      motions: [batch, 2],
      persons: [batch, people],
    },
    groups: {
      student: {
        models: [student.model],
        optimizer: { entry: optimizers.adam, options: optimizers.adam.options },
        clipNorm: 1,
      },
      critic: {
        models: [critic],
        optimizer: { entry: optimizers.sgd, options: optimizers.sgd.options },
        learningRateFactor: 5,
        updates: 2, // it has to keep up with features that move
      },
    },
    run({ inputs: { acc, motions, persons }, minimize }) {
      const features = applyNetwork(student, [acc], true).taps.features!; // a constant to the critic
      const guess = () => {
        const logits = critic.apply(features) as Tensor; // [batch, person]
        return { loss: crossEntropy(logits, persons), found: accuracy(logits, persons) };
      };
      minimize("critic", guess);
      const { found } = minimize("critic", guess);
      const { loss, right } = minimize("student", () => {
        const { logits, taps } = applyNetwork(student, [acc], true);
        const seen = crossEntropy(critic.apply(taps.features!) as Tensor, persons);
        const loss: Scalar = sub(crossEntropy(logits, motions), mul(seen, strength));
        return { loss, right: accuracy(logits, motions) };
      });
      return { loss, right, found };
    },
  });
}

/** Slow and fast waves (the motion), smooth or with a click at the end (the person). */
function drawBatch(random: Random) {
  const acc = new Float32Array(batch * length);
  const motions = new Float32Array(batch * 2);
  const persons = new Float32Array(batch * people);
  for (let i = 0; i < batch; i++) {
    const [motion, person] = [random.integer(2), random.integer(people)];
    motions[2 * i + motion] = 1;
    persons[people * i + person] = 1;
    const phase = random.between(0, 6);
    for (let t = 0; t < length; t++) {
      const click = person === 1 && t % 4 === 0 ? 1.5 : 0;
      acc[i * length + t] = Math.sin(phase + t * (motion ? 0.9 : 0.6)) + click;
    }
  }
  return {
    acc: { data: acc, shape: [batch, length, 1] },
    motions: { data: motions, shape: [batch, 2] },
    persons: { data: persons, shape: [batch, people] },
  };
}

for (const strength of [0, 1]) {
  const random = new Random(1);
  const engine = recordedEngine(createSession, { threads: 1 });
  const step = await engine.compileStep(adversarialStep(strength), random.fork("step"));
  const last = { right: 0, found: 0 };
  for (let i = 0; i < 300; i++) {
    const { right, found } = await step.run(drawBatch(random), 5e-3);
    if (i < 250) continue;
    last.right += right! / 50;
    last.found += found! / 50;
  }
  await step.release();
  console.log(JSON.stringify({ strength, ...last }));
}
