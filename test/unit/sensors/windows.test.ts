import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WindowOptions } from "#sensors/window-options";
import { makeWindows } from "#sensors/windows";
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
  expect(set.size).toBe(1);
  expect(set.dropped).toEqual({ missing: 1, clipped: 0, unlabelled: 0, rejected: 0, short: 0 });
});

test("no window crosses a gap: behind it they begin anew", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 79 }), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(0, 0.5, 0.8),
      (holes, overlap) => {
        const acc5 = rampSignal(80, ["x"]);
        for (const hole of holes) acc5.data[hole] = Number.NaN;
        const options: WindowOptions = { seconds: 0.5, overlap, modalities: acc, missing: "cut" };
        const recordings = [rampRecording(0, { signals: { acc: acc5 } }), rampRecording(5)];
        recordings[1] = { ...recordings[1]!, signals: { acc: rampSignal(5, ["x"]) }, id: "whole" };
        const set = makeWindows(recordings, classes, { ...options, short: "drop" });
        const { data } = set.signals.acc!;
        expect(data.some(Number.isNaN)).toBe(false);
        for (let i = 0; i < set.size; i++)
          expect(data[5 * i + 4]! - data[5 * i]!).toBeCloseTo(4, 3); // nothing left out inside
        const freeAt = (start: number) => !holes.some((hole) => hole >= start && hole < start + 5);
        for (let start = 0; start + 5 <= 80; start++) {
          if (!freeAt(start) || (start > 0 && !holes.includes(start - 1))) continue;
          expect(set.origins.map((origin) => Math.round(10 * origin.start))).toContain(start);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("a few missing values are filled where that is allowed", () => {
  const options: WindowOptions = {
    seconds: 0.5,
    modalities: acc,
    missing: "drop",
    mostMissing: 0.2,
  };
  const set = makeWindows([holed], classes, options);
  expect([...set.signals.acc!.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const fewer = makeWindows([holed], classes, { ...options, mostMissing: 0.19 });
  expect([fewer.size, fewer.dropped.missing]).toEqual([1, 1]);
});

test("windows with too many values at the end of the range are dropped and counted", () => {
  const options: WindowOptions = {
    seconds: 0.5,
    modalities: { acc: { steps: 5, channels: ["x"], range: 7 } },
  };
  expect(makeWindows([rampRecording(10)], classes, options).size).toBe(2);
  const set = makeWindows([rampRecording(10)], classes, { ...options, mostClipped: 0.5 });
  expect([set.size, set.dropped.clipped]).toEqual([1, 1]); // 7, 8 and 9 of 5 … 9
});

describe("windows at cues", () => {
  const events = [
    { onset: 1, duration: 2, label: 1, name: "769" },
    { onset: 2, duration: 0, label: -1, name: "rest" },
    { onset: 4, duration: 2, label: 0, name: "770", rejected: true },
    { onset: 9.6, duration: 2, label: 0, name: "770" },
    { onset: 6, duration: 2, label: 0, name: "770" },
  ];
  const recording = rampRecording(100, { events, run: "R04" });
  const options: WindowOptions = {
    seconds: 1,
    cue: { offset: -0.5 },
    modalities: { acc: { steps: 10 } },
  };

  test("one per labelled event, with its class; spoilt ones and those at an end are counted", () => {
    const set = makeWindows([recording], classes, options);
    expect([...set.labels]).toEqual([1, 0]);
    expect(set.origins).toEqual([
      { run: "R04", trial: "1", start: 0.5, end: 1.5 },
      { run: "R04", trial: "4", start: 5.5, end: 6.5 },
    ]);
    expect(set.signals.acc!.data[20]).toBeCloseTo(55, 3);
    expect(set.dropped).toMatchObject({ rejected: 1, short: 1, unlabelled: 0 });
    expect(makeWindows([recording], classes, { ...options, seconds: 4.6 }).dropped.short).toBe(2);
  });

  test("spoilt ones on request", () => {
    const cue = { offset: -0.5, rejected: "keep" as const };
    expect([...makeWindows([recording], classes, { ...options, cue }).labels]).toEqual([1, 0, 0]);
  });
});

test("what was done to the signals is told, and where windows come from", () => {
  const process = [{ name: "scale", options: { factor: 2, unit: "mg" }, causal: true }];
  const recordings = [rampRecording(10, { session: "T", trial: "7" })];
  const modalities = { acc: { steps: 5, process } };
  const set = makeWindows(recordings, classes, { seconds: 0.5, modalities });
  const { data: _, ...format } = recordings[0]!.signals.acc!;
  const measured = [{ name: "acc", ...format }];
  expect(set.signals.acc).toMatchObject({ unit: "mg", processing: process, measured });
  expect(set.signals.acc!.data[2]).toBeCloseTo(2, 4);
  expect(set.origins[1]).toEqual({ session: "T", trial: "7", start: 0.5, end: 1 });
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
  [{ whole: true, cue: {} }, /cues go with `seconds`/],
  [{ seconds: 1, purity: 1.5 }, /purity must be a share from 0 to 1, received 1.5/],
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
