/** @file The smallest student and the embedded data, for tests that train. */
import { logSoftmax, mean, mul, neg, type Scalar, sum } from "@tensorflow/tfjs";
import type { Network } from "#core/network";
import { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import { applyNetwork } from "#record/inference";
import { demo } from "#sensors/datasets/demo";
import { loadDataset } from "#sensors/load-dataset";
import { fitNormalization, normalizeWindows } from "#sensors/normalize";
import { splitWindows } from "#sensors/split";
import { makeWindows } from "#sensors/windows";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { adam } from "#train/optimizers";
import type { StepDefinition } from "#train/step";

export interface DemoWindows {
  readonly train: WindowSet;
  /** Of other people. */
  readonly test: WindowSet;
}

/** Standardised windows `[sample, 128, 3]` of the watch; ten classes, equally often. */
export async function demoWindows(): Promise<DemoWindows> {
  const options = { subjects: 8, takes: 3 };
  const { recordings, classes } = await loadDataset(demo, { options, random: new Random(0) });
  const windows = makeWindows(recordings, classes, {
    whole: true,
    modalities: { acc: { steps: 128 } },
  });
  const { train, test } = splitWindows(windows, { test: 3 }, new Random(1));
  const normalization = fitNormalization(train);
  return {
    train: normalizeWindows(train, normalization),
    test: normalizeWindows(test, normalization),
  };
}

export function demoStudent({ signals, classes }: WindowSet): Network {
  const { length, channels } = signals.acc!;
  const inputs = [{ modality: "acc", length, channels: channels.length }];
  return cnn1dTiny.build({ inputs, classes: classes.length, seed: 1 }, cnn1dTiny.options);
}

/** Cross-entropy, Adam. */
export function demoStep(student: Network, batch: number): StepDefinition {
  const [window] = student.inputs;
  const classes = student.model.outputs[0]!.shape[1]!;
  return {
    name: "demo-student",
    models: [student.model],
    inputs: { acc: [batch, window!.length, window!.channels], labels: [batch, classes] },
    loss({ acc, labels }) {
      const { logits } = applyNetwork(student, [acc!], true); // [batch, class]
      return { loss: neg(mean(sum(mul(labels!, logSoftmax(logits)), -1))) as Scalar };
    },
    optimizer: { entry: adam, options: adam.options },
    weightDecay: 0,
    clipNorm: undefined,
  };
}
