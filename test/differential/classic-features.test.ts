/** Features of windows: streamed, by tf.js, and in an exported graph. */
import { setBackend, type Tensor3D, tensor3d } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { featureTensor } from "#classic/feature-tensor";
import { Random } from "#core/random";
import type { WindowedSignal } from "#core/signal";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { windowFeatures } from "#sensors/features/window-features";
import { runGraph } from "#test/support/run-graph";
import { expectClose } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const axes = ["acc.x", "acc.y", "acc.z"];

function signal(channels: readonly string[], length: number, step: number): WindowedSignal {
  const random = new Random(length);
  const data = Float32Array.from({ length: 5 * length * channels.length }, (_, i) => {
    const t = Math.floor(i / channels.length) % length;
    const value = Math.sin(t / 3 + i) + 0.3 * random.normal() + (i % channels.length);
    return step > 0 ? step * Math.round(value / step) : value;
  });
  data.fill(0.25, 0, length * channels.length); // the first window is still
  return { data, length, channels, sampleRate: 50, unit: "g" };
}

const cases: readonly [string, WindowedSignal][] = [
  ["one sensor", signal(axes, 128, 0)],
  [
    "two sensors and one more channel",
    signal([...axes, "heart", "gyro.x", "gyro.y", "gyro.z"], 50, 0),
  ],
  ["no sensor", signal(["C3", "C4"], 33, 0)],
  ["six bits: equal samples everywhere", signal(axes, 64, 3 / 63)],
  ["a short window", signal(axes, 7, 0)],
];

describe.each(cases)("%s", (_, windows) => {
  const { data, length, channels } = windows;
  const shape: [number, number, number] = [5, length, channels.length];
  const expected = windowFeatures(windows);
  const close = { absolute: 1e-4, relative: 1e-4 };

  test("tf.js agrees with the stream", () => {
    const features = featureTensor(tensor3d(data, shape), channels);
    expect(features.shape).toEqual([5, expected.names.length]);
    expectClose(features.dataSync(), expected.data, close);
  });

  test("the recorded graph does too", async () => {
    const graph = record({ name: "features" }, (recorder) => {
      const input = recorder.input("imu", [null, length, channels.length]);
      recorder.output("features", featureTensor(input as Tensor3D, channels));
    });
    const { features } = await runGraph(graph, { imu: { data, shape } });
    expectClose(features!.data as Float32Array, expected.data, close);
  });
});
