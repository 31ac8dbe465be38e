/** @file The training step that all contenders run: plain distillation of a small student from a frozen teacher. */
import {
  add,
  div,
  input,
  logSoftmax,
  mean,
  model,
  mul,
  neg,
  type Scalar,
  type SymbolicTensor,
  softmax,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";
import type { Network } from "#core/network";
import { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import { applyNetwork } from "#record/inference";
import { averageOverTime, classifier, convNormRelu } from "#record/layers/blocks";
import { wrn1d } from "#teachers/wrn1d";
import type { Arrays } from "#train/engine";
import { adam } from "#train/optimizers";
import type { StepDefinition } from "#train/step";

/** Whether the frozen teacher runs inside the step, or its logits are handed in. */
export type Variant = "teacher" | "logits";

export const shape = { batch: 64, length: 128, channels: 9, classes: 6 } as const;
const temperature = 4;
const alpha = 0.9; // weight of the teacher's answer

/** conv 9→16→32→32, kernel 5, batch-norm, ReLU; mean over time; linear. 8 758 parameters. */
export function stepStudent(): Network {
  const window = input({ shape: [shape.length, shape.channels], name: "imu" });
  let x: SymbolicTensor = window;
  for (const [i, filters] of [16, 32, 32].entries()) {
    x = convNormRelu(x, { name: `conv${i + 1}`, filters, kernel: 5, seed: i + 1 });
  }
  const features = averageOverTime(x);
  const outputs = [classifier(features, shape.classes, 3), features];
  return {
    model: model({ name: "student", inputs: window, outputs }),
    taps: ["features"],
    inputs: [{ modality: "imu", length: shape.length, channels: shape.channels }],
  };
}

/** The step for an engine to compile; every call builds networks of its own. */
export function stepUnderTest(variant: Variant): StepDefinition {
  const student = stepStudent();
  const task = { inputs: student.inputs, classes: shape.classes, seed: 1 };
  const teacher = variant === "teacher" ? wrn1d.build(task, wrn1d.options) : undefined;
  return {
    name: `kd-step-${variant}`,
    models: [student.model],
    inputs: inputShapes(variant),
    optimizer: { entry: adam, options: adam.options },
    weightDecay: 0,
    clipNorm: undefined,
    loss({ imu, labels, target }) {
      const zs = applyNetwork(student, [imu!], true).logits; // [batch, class]
      const zt = teacher ? applyNetwork(teacher, [imu!], false).logits : target!; // [batch, class]
      const hard = neg(mean(sum(mul(labels!, logSoftmax(zs)), -1)));
      return { loss: add(mul(hard, 1 - alpha), mul(divergence(zs, zt), alpha)) as Scalar };
    },
  };
}

/** T² · KL(softmax(zᵗ/T) ‖ softmax(zˢ/T)), mean over the batch. */
function divergence(zs: Tensor, zt: Tensor): Tensor {
  const [s, t] = [div(zs, temperature), div(zt, temperature)];
  const perSample = sum(mul(softmax(t), sub(logSoftmax(t), logSoftmax(s))), -1); // [batch]
  return mul(mean(perSample), temperature ** 2);
}

function inputShapes(variant: Variant): Record<string, readonly number[]> {
  const { batch, length, channels, classes } = shape;
  return {
    imu: [batch, length, channels],
    labels: [batch, classes],
    ...(variant === "logits" && { target: [batch, classes] }),
  };
}

/** One batch of seeded noise with one-hot labels. */
export function stepInputs(variant: Variant, seed = 0): Arrays {
  const random = new Random(seed);
  const { batch, classes } = shape;
  const labels = new Float32Array(batch * classes);
  for (let i = 0; i < batch; i++) labels[i * classes + random.integer(classes)] = 1;
  const arrays = Object.entries(inputShapes(variant)).map(([name, dims]) => {
    const noise = () => Float32Array.from({ length: sizeOf(dims) }, () => random.normal());
    return [name, { data: name === "labels" ? labels : noise(), shape: dims }];
  });
  return Object.fromEntries(arrays);
}
