import fc from "fast-check";
import { expect, test } from "vitest";
import { makeWindows, type WindowOptions } from "#sensors/windows";
import { rampRecording, rampSignal } from "./samples.ts";

const classes = ["sit", "walk"];
const acc = { acc: { steps: 5 } };

test("one window per recording, stretched to the steps", () => {
  const recordings = [rampRecording(9), rampRecording(3, { id: "r2", subject: "ben", label: 1 })];
  const set = makeWindows(recordings, classes, { whole: true, modalities: acc });
  expect(set).toMatchObject({ size: 2, subjects: ["anna", "ben"], recordings: ["r1", "r2"] });
  expect([...set.labels]).toEqual([0, 1]);
  expect(set.signals.acc).toMatchObject({ length: 5, channels: ["x", "y"], unit: "g" });
  expect([...set.signals.acc!.data.subarray(10)]).toEqual([
    ...[0, 100, 0.5, 100.5, 1, 101, 1.5, 101.5, 2, 102],
  ]);
});

test("sliding windows start one hop after another and keep the rate", () => {
  const options = { seconds: 0.5, overlap: 0.6, modalities: acc };
  const set = makeWindows([rampRecording(10)], classes, options);
  const starts = Array.from({ length: set.size }, (_, i) => set.signals.acc!.data[i * 10]);
  expect(starts).toEqual([0, 2, 4].map((start) => expect.closeTo(start, 4)));
  expect(set.signals.acc!.sampleRate).toBe(10);
});

test("paired modalities cover the same stretch of time", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 60 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      (length, overlap) => {
        const signals = { a: rampSignal(length, ["t"], 10), b: rampSignal(4 * length, ["t"], 40) };
        const modalities = { a: { steps: 10 }, b: { steps: 40 } };
        const set = makeWindows([rampRecording(0, { signals })], classes, {
          seconds: 1,
          overlap,
          modalities,
        });
        for (let i = 0; i < set.size; i++)
          expect(set.signals.b!.data[i * 40]).toBeCloseTo(4 * set.signals.a!.data[i * 10]!, 2);
      },
    ),
  );
});

const gap = rampSignal(10, ["x"]);
gap.data[7] = Number.NaN;
const holed = rampRecording(10, { signals: { acc: gap } });

test("missing values are refused with their place, or dropped and counted", () => {
  const options: WindowOptions = { seconds: 0.5, modalities: acc };
  expect(() => makeWindows([holed], classes, options)).toThrow(
    /r1 has missing values \(NaN\) between 0\.50 s and 1\.00 s/,
  );
  const set = makeWindows([holed], classes, { ...options, missing: "drop" });
  expect([set.size, set.dropped]).toEqual([1, { missing: 1, unlabelled: 0, short: 0 }]);
});

test("short recordings are refused by name, or dropped and counted", () => {
  const recordings = [rampRecording(10), rampRecording(4, { id: "r2" })];
  const options: WindowOptions = { seconds: 0.5, modalities: acc };
  expect(() => makeWindows(recordings, classes, options)).toThrow(
    /recording r2 lasts 0\.40 s, a window needs 0\.5 s/,
  );
  const { dropped, size } = makeWindows(recordings, classes, { ...options, short: "drop" });
  expect([size, dropped.short]).toEqual([2, 1]);
});

test("stretches without one label are counted", () => {
  const label = Int32Array.of(0, 0, 0, 0, 0, -1, -1, -1, -1, -1);
  const set = makeWindows([rampRecording(10, { label })], classes, {
    seconds: 0.5,
    modalities: acc,
  });
  expect([[...set.labels], set.dropped.unlabelled]).toEqual([[0], 1]);
});

test.each<[Partial<WindowOptions>, RegExp]>([
  [{}, /either `whole: true` or `seconds`/],
  [{ whole: true, seconds: 1 }, /either `whole: true` or `seconds`/],
  [{ seconds: 0 }, /seconds must be above 0, received 0/],
  [{ seconds: 1, overlap: 1 }, /overlap must be at least 0 and below 1, received 1/],
  [{ whole: true, modalities: {} }, /at least one modality/],
  [{ whole: true, modalities: { acc: { steps: 1.5 } } }, /acc\.steps must be a whole number/],
])("%j is refused", (options, message) => {
  const all: WindowOptions = { modalities: acc, ...options };
  expect(() => makeWindows([rampRecording(10)], classes, all)).toThrow(message);
});

test("nothing left and channels that differ are refused", () => {
  const options = { whole: true, modalities: acc };
  expect(() => makeWindows([], classes, options)).toThrow(/no windows from 0 recordings/);
  const other = rampRecording(5, { id: "r2", signals: { acc: rampSignal(5, ["x"]) } });
  expect(() => makeWindows([rampRecording(5), other], classes, options)).toThrow(
    /recording r2: acc has the channels x, the first recording x, y/,
  );
});
