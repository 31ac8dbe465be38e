/** @file The step that teaches a page's model its wearer: a correction to the last layer, recorded once. */
import {
  input,
  layers,
  logSoftmax,
  mean,
  model,
  mul,
  neg,
  type Scalar,
  type SymbolicTensor,
  setBackend,
  sum,
} from "@tensorflow/tfjs";
import type { Network } from "#core/network";
import { applyNetwork } from "#record/inference";
import { quietTf } from "#record/quiet";
import { adamw } from "#train/optimizers";
import { packForward, packStep } from "#train/pack-step";
import type { StepDefinition } from "#train/step";
import { headBatch } from "./head-batch.ts";

/** Files for a page: see {@link headNetwork}. */
export interface HeadFiles {
  /** Of `packStep`. */
  readonly step: string;
  /** Of `packForward`. */
  readonly forward: Uint8Array;
}

/** Pulls the correction back to nothing: a few seconds must not undo what the file knows. */
const weightDecay = 1e-2;

export async function recordHead(features: number, classes: number): Promise<HeadFiles> {
  quietTf();
  await setBackend("cpu");
  const network = headNetwork(features, classes);
  const step: StepDefinition = {
    name: "head",
    models: [network.model],
    inputs: {
      features: [headBatch, 1, features],
      base: [headBatch, 1, classes],
      labels: [headBatch, classes],
    },
    loss({ features: read, base, labels }) {
      const { logits } = applyNetwork(network, [read!, base!], true); // [batch, class]
      return { loss: neg(mean<Scalar>(sum(mul(labels!, logSoftmax(logits)), -1))) };
    },
    optimizer: { entry: adamw, options: adamw.options },
    ...{ weightDecay, clipNorm: 1 },
  };
  const files = { step: packStep(step), forward: packForward(network) };
  network.model.dispose();
  return files;
}

/**
 * `logits = base + features · W + b`, W and b zero at first: the file's own answers (`base`), whatever its last layer
 * is made of, 8-bit integers as well. Both inputs are windows of one time step.
 */
function headNetwork(features: number, classes: number): Network {
  const inputs = [
    { modality: "features", length: 1, channels: features },
    { modality: "base", length: 1, channels: classes },
  ];
  const [read, base] = inputs.map(({ modality, length, channels }) =>
    input({ shape: [length, channels], name: modality }),
  ) as [SymbolicTensor, SymbolicTensor];
  const flat = (from: SymbolicTensor) => layers.flatten().apply(from) as SymbolicTensor;
  const known = flat(read);
  const correction = layers
    .dense({ units: classes, kernelInitializer: "zeros", name: "correction" })
    .apply(known) as SymbolicTensor;
  const logits = layers.add().apply([flat(base), correction]) as SymbolicTensor;
  const outputs = [logits, known];
  return { model: model({ inputs: [read, base], outputs }), taps: ["features"], inputs };
}
