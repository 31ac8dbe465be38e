/** @file Streams of models whose signals were processed before windows were cut. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Random } from "#core/random";
import type { ProcessingChoice, Recording, Signal, WindowSet } from "#core/signal";
import { utdMhad } from "#sensors/datasets/utd-mhad";
import type { ModalityWindow } from "#sensors/join-signals";
import { loadDataset } from "#sensors/load-dataset";
import { completeSteps } from "#sensors/process-signal";
import { makeWindows } from "#sensors/windows";
import type { StreamModel } from "#stream/stream-model";
import { type StreamWindow, WindowStream } from "#stream/window-stream";
import type { WindowStreamOptions } from "#stream/window-stream-options";
import { recordingOf, wavesAt } from "./recordings.ts";

const classes = ["walking", "jogging"];

function offline(recordings: readonly Recording[], window: ModalityWindow, seconds: number) {
  const options = { seconds, overlap: 0.5, missing: "cut" as const, modalities: { imu: window } };
  return makeWindows(recordings, classes, options);
}

/** What the file of a model would say that was trained on these windows. */
function modelOf({ signals }: WindowSet): StreamModel {
  const { data: _, ...imu } = signals.imu!;
  return JSON.parse(JSON.stringify({ labels: classes, inputs: { imu } }));
}

/** The rows of signals side by side, as sensors give them. */
function stream(signals: readonly Signal[], model: StreamModel, options: WindowStreamOptions) {
  const windows: StreamWindow[] = [];
  const onWindow = (window: StreamWindow) => windows.push(window);
  const cut = new WindowStream(model, options, { onWindow, onGap() {} });
  const [{ data, channels, sampleRate }] = signals as [Signal];
  for (let t = 0; t < data.length / channels.length; t++) {
    const row = signals.flatMap((each) => {
      const width = each.channels.length;
      return [...each.data.subarray(t * width, (t + 1) * width)];
    });
    cut.push(t / sampleRate, row);
  }
  cut.end();
  return windows.flatMap(({ inputs }) => [...inputs.imu!]);
}

const chains: Readonly<Record<string, readonly Partial<ProcessingChoice>[]>> = {
  "a low-pass filter and magnitudes": [
    { name: "low-pass", options: { cutoff: 10 } },
    { name: "magnitude" },
  ],
  "gravity apart from the body": [{ name: "gravity" }],
  "a band and moving standardisation": [
    { name: "band-pass", options: { from: 0.5, to: 12 } },
    { name: "exponential-standardise", options: { initial: 0, factor: 0.01 } },
  ],
};

describe.each(Object.entries(chains))("%s", (_, chain) => {
  const process = completeSteps(chain);

  test("windows are those of the data stage, to the bit, across a gap too", () => {
    const signal = wavesAt(50, 600, 3);
    signal.data.fill(Number.NaN, 3 * 250, 3 * 260);
    const set = offline(
      [recordingOf({ acc: signal })],
      { steps: 64, from: ["acc"], process },
      1.28,
    );
    const found = stream([signal], modelOf(set), { sampleRate: 50, hop: 0.64 });
    expect(found).toEqual([...set.signals.imu!.data]);
  });

  test("so they are of joined signals of which some channels are kept", () => {
    const [acc, gyro] = [wavesAt(50, 400, 3), { ...wavesAt(50, 400, 3, 2), unit: "rad/s" }];
    const all = offline(
      [recordingOf({ acc, gyro })],
      { steps: 64, from: ["acc", "gyro"], process },
      1.28,
    );
    const channels = [...all.signals.imu!.channels].reverse().slice(0, 4);
    const window = { steps: 64, from: ["acc", "gyro"], process, channels };
    const set = offline([recordingOf({ acc, gyro })], window, 1.28);
    const found = stream([acc, gyro], modelOf(set), { sampleRate: 50, hop: 0.64 });
    expect(found).toEqual([...set.signals.imu!.data]);
  });

  test("at another rate they differ by the filters of the resampling alone", () => {
    const signal = wavesAt(100, 2000, 3);
    const set = offline(
      [recordingOf({ acc: signal })],
      { steps: 64, from: ["acc"], process },
      1.28,
    );
    const found = stream([signal], modelOf(set), { sampleRate: 100, hop: 0.64 });
    const { data } = set.signals.imu!;
    const middle = data.subarray(data.length / 8, -data.length / 8);
    const apart = middle.map((x, i) => Math.abs(x - found[i + data.length / 8]!));
    expect(found).toHaveLength(data.length);
    expect(Math.max(...apart)).toBeLessThan(5e-3);
  });
});

test("rows are named and converted as the sensor gives them", () => {
  const process = completeSteps([{ name: "magnitude", options: { append: false } }]);
  const signal = wavesAt(50, 200, 3);
  const set = offline([recordingOf({ acc: signal })], { steps: 64, from: ["acc"], process }, 1.28);
  const model = modelOf(set);
  const milli = { ...signal, data: signal.data.map((x) => 1000 * x) };
  const found = stream([milli], model, { sampleRate: 50, hop: 0.64, units: { imu: "mg" } });
  const expected = set.signals.imu!.data;
  expect(Math.max(...found.map((x, i) => Math.abs(x - expected[i]!)))).toBeLessThan(1e-6);
  expect(() => new WindowStream(model, {}, { onWindow() {}, onGap() {} }).push(0, [1])).toThrow(
    "expected 3 values (imu.x, imu.y, imu.z), got 1",
  );
});

describe("what cannot be repeated row by row is refused, with what to do", () => {
  const open = (model: StreamModel) => () =>
    new WindowStream(model, {}, { onWindow() {}, onGap() {} });
  const filtered = (form: string, ...signals: readonly Signal[]) => {
    const process = completeSteps([{ name: "low-pass", options: { cutoff: 5, form } }]);
    const recordings = signals.map((acc) => recordingOf({ acc }));
    return modelOf(offline(recordings, { steps: 64, from: ["acc"], process }, 1.28));
  };

  test("a filter that runs backwards, too", () => {
    expect(open(filtered("zero-phase", wavesAt(50, 200, 3)))).toThrow(
      /stream: imu was processed by low-pass .*\n {2}help: train with `form: forward`/,
    );
  });

  test("recordings that were processed at rates of their own", () => {
    const model = filtered("forward", wavesAt(50, 200, 3), wavesAt(100, 400, 3));
    expect(open(model)).toThrow(/imu was processed \(low-pass\) .* does not say what was measured/);
  });

  test("a description that does not fit together", () => {
    const { labels, inputs } = filtered("forward", wavesAt(50, 200, 3));
    const imu = { ...inputs.imu!, channels: ["x", "y", "w"] };
    expect(open({ labels, inputs: { imu } })).toThrow(
      "imu reads x, y, w, but its processing gives x, y, z",
    );
  });

  test("signals of two rates in one input", () => {
    const process = completeSteps([{ name: "low-pass", options: { cutoff: 5 } }]);
    const signals = { acc: wavesAt(50, 200, 3), gyro: wavesAt(100, 400, 3) };
    const window = { steps: 64, from: ["acc", "gyro"], process };
    expect(open(modelOf(offline([recordingOf(signals)], window, 1.28)))).toThrow(
      "imu joins signals that were processed at 50 and 100 Hz",
    );
  });
});

const location = join("..", "shared", "data", "UTD-MHAD");

test.skipIf(!existsSync(location))(
  "recordings of UTD-MHAD, filtered live, give the windows of the data stage to the bit (needs ../shared/data)",
  async () => {
    const { recordings } = await loadDataset(utdMhad, { location, random: new Random(1) });
    const process = completeSteps([
      { name: "low-pass", options: { cutoff: 15 } },
      { name: "gravity" },
      { name: "magnitude" },
    ]);
    const window = { steps: 64, from: ["acc", "gyro"], process };
    for (const recording of recordings.slice(0, 40)) {
      const set = offline([recording], window, 1.28);
      const signals = [recording.signals.acc!, recording.signals.gyro!];
      const found = stream(signals, modelOf(set), { sampleRate: 50, hop: 0.64 });
      expect(found).toEqual([...set.signals.imu!.data]);
    }
  },
  120_000,
);
