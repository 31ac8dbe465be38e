/** @file The networks whose training steps are timed; each has its twin in `peers/train_step.py`. */
import { input, model, type SymbolicTensor } from "@tensorflow/tfjs";
import type { Network, Task } from "#core/network";
import { averageOverTime, classifier, convNormRelu } from "#record/layers/blocks";
import { dsCnn1d } from "#students/ds-cnn1d";
import { eegnet } from "#students/eegnet";
import { wrn1d } from "#teachers/wrn1d";

/** 2.56 s of an accelerometer, a gyroscope and gravity at 50 Hz; six activities. */
const activity: Task = {
  inputs: [{ modality: "imu", length: 128, channels: 9 }],
  classes: 6,
  seed: 1,
};

/** 22 electrodes over 4.5 s at 125 Hz, as in BCI competition IV 2a; four imagined movements. */
const imagery: Task = {
  inputs: [{ modality: "eeg", length: 562, channels: 22 }],
  classes: 4,
  seed: 1,
};

export type NetworkName = "student" | "ds-cnn1d" | "wrn1d-16-3" | "eegnet";

export interface NetworkUnderTest {
  readonly task: Task;
  build(task: Task): Network;
}

export const networks: Readonly<Record<NetworkName, NetworkUnderTest>> = {
  student: { task: activity, build: buildStudent },
  "ds-cnn1d": { task: activity, build: (task) => dsCnn1d.build(task, dsCnn1d.options) },
  "wrn1d-16-3": { task: activity, build: (task) => wrn1d.build(task, wrn1d.options) },
  eegnet: { task: imagery, build: (task) => eegnet.build(task, eegnet.options) },
};

/** conv 9→16→32→32, kernel 5, batch-norm, ReLU; mean over time; linear. 8 758 parameters. */
function buildStudent({ inputs, classes }: Task): Network {
  const { length, channels } = inputs[0]!;
  const window = input({ shape: [length, channels], name: "imu" });
  let x: SymbolicTensor = window;
  for (const [i, filters] of [16, 32, 32].entries()) {
    x = convNormRelu(x, { name: `conv${i + 1}`, filters, kernel: 5, seed: i + 1 });
  }
  const features = averageOverTime(x);
  const outputs = [classifier(features, classes, 3), features];
  return {
    model: model({ name: "student", inputs: window, outputs }),
    taps: ["features"],
    inputs,
  };
}
