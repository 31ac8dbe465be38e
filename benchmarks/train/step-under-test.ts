/** @file The step that all contenders run: cross-entropy or plain distillation, then Adam. */
import { add, mean, mul, type Scalar } from "@tensorflow/tfjs";
import { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import { crossEntropy, softenedDivergence } from "#distill/losses";
import { applyNetwork } from "#record/inference";
import type { Arrays } from "#train/engine";
import { adam } from "#train/optimizers";
import type { StepDefinition } from "#train/step";
import type { TrainCase } from "./cases.ts";
import { networks } from "./networks.ts";

const temperature = 4;
const alpha = 0.9; // weight of the teacher's answer

/** The step for an engine to compile; every call builds networks of its own. */
export function stepUnderTest(trainCase: TrainCase): StepDefinition {
  const { task, build } = networks[trainCase.network];
  const network = build(task);
  const teacher = trainCase.target === "teacher" ? networks["wrn1d-16-3"].build(task) : undefined;
  const window = task.inputs[0]!.modality;
  return {
    name: `step-${trainCase.name}`,
    models: [network.model],
    inputs: inputShapes(trainCase),
    optimizer: { entry: adam, options: adam.options },
    weightDecay: 0,
    clipNorm: undefined,
    loss({ [window]: x, labels, target }) {
      const zs = applyNetwork(network, [x!], true).logits; // [batch, class]
      const hard = crossEntropy(zs, labels!);
      const zt = teacher ? applyNetwork(teacher, [x!], false).logits : target; // [batch, class]
      if (!zt) return { loss: hard };
      const soft = mean(softenedDivergence(zs, zt, temperature));
      return { loss: add(mul(hard, 1 - alpha), mul(soft, alpha)) as Scalar };
    },
  };
}

function inputShapes({
  network,
  batch,
  target,
}: TrainCase): Record<string, readonly [number, ...number[]]> {
  const { inputs, classes } = networks[network].task;
  const { modality, length, channels } = inputs[0]!;
  return {
    [modality]: [batch, length, channels],
    labels: [batch, classes],
    ...(target === "logits" && { target: [batch, classes] }),
  };
}

/** One batch of seeded noise with one-hot labels. */
export function stepInputs(trainCase: TrainCase, seed = 0): Arrays {
  const random = new Random(seed);
  const arrays = Object.entries(inputShapes(trainCase)).map(([name, shape]) => {
    const data =
      name === "labels" ? oneHot(shape, random) : Float32Array.from(random.normals(sizeOf(shape)));
    return [name, { data, shape }];
  });
  return Object.fromEntries(arrays);
}

function oneHot([batch, classes]: readonly number[], random: Random): Float32Array {
  const labels = new Float32Array(batch! * classes!);
  for (let i = 0; i < batch!; i++) labels[i * classes! + random.integer(classes!)] = 1;
  return labels;
}
