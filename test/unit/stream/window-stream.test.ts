import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resample } from "#sensors/resample";
import { resampleStamped } from "#sensors/stamps";
import { makeWindows } from "#sensors/windows";
import type { StreamModel } from "#stream/stream-model";
import { type StreamGap, type StreamWindow, WindowStream } from "#stream/window-stream";
import type { WindowStreamOptions } from "#stream/window-stream-options";
import { accModel, recordingOf, wavesAt } from "./recordings.ts";

interface Cut {
  readonly windows: StreamWindow[];
  readonly gaps: StreamGap[];
  readonly stream: WindowStream;
}

function open(options: WindowStreamOptions, model: StreamModel = accModel): Cut {
  const windows: StreamWindow[] = [];
  const gaps: StreamGap[] = [];
  const onWindow = (window: StreamWindow) => windows.push(window);
  const stream = new WindowStream(model, options, { onWindow, onGap: (gap) => gaps.push(gap) });
  return { windows, gaps, stream };
}

const rowOf = (data: Float32Array, row: number, width = 3) =>
  data.subarray(row * width, (row + 1) * width);

/** Every row of the data, stamped. */
function cut(
  data: Float32Array,
  timeOf: (row: number) => number,
  options: WindowStreamOptions,
  model = accModel,
): Cut {
  const cut = open(options, model);
  const { width } = cut.stream;
  for (let row = 0; row < data.length / width; row++)
    cut.stream.push(timeOf(row), rowOf(data, row, width));
  cut.stream.end();
  return cut;
}

const joined = (windows: readonly StreamWindow[], input = "acc") =>
  windows.flatMap(({ inputs }) => [...inputs[input]!]);

describe("windows of a stream are those that are cut offline, to the bit", () => {
  test("at the model's rate, for any length and overlap", () => {
    const lengths = fc.integer({ min: 64, max: 400 });
    const overlaps = fc.double({ min: 0, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(
        lengths,
        overlaps,
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (rows, overlap, begin) => {
          const signal = wavesAt(50, rows, 3);
          const offline = makeWindows([recordingOf({ acc: signal })], accModel.labels, {
            seconds: 1.28,
            overlap,
            modalities: { acc: { steps: 64 } },
          });
          const hop = 1.28 * (1 - overlap);
          const { windows } = cut(signal.data, (row) => begin + row / 50, { sampleRate: 50, hop });
          expect(joined(windows)).toEqual([...offline.signals.acc!.data]);
          offline.origins.forEach(({ start, end }, i) => {
            expect(windows[i]!.start).toBeCloseTo(begin + start, 6);
            expect(windows[i]!.end).toBeCloseTo(begin + end, 6);
          });
        },
      ),
    );
  });

  test("of two inputs with rates of their own", () => {
    const both: StreamModel = {
      labels: accModel.labels,
      inputs: {
        ...accModel.inputs,
        gyro: { length: 32, channels: ["x", "y", "z"], sampleRate: 25, unit: "rad/s" },
      },
    };
    const [acc, gyro] = [wavesAt(100, 1000, 3, 1), wavesAt(100, 1000, 3, 2)];
    const rows = new Float32Array(6000);
    for (let t = 0; t < 1000; t++) {
      rows.set(rowOf(acc.data, t), t * 6);
      rows.set(rowOf(gyro.data, t), t * 6 + 3);
    }
    const { windows } = cut(rows, (row) => row / 100, { sampleRate: 100, hop: 0.32 }, both);
    const offline = makeWindows([recordingOf({ acc, gyro })], both.labels, {
      seconds: 1.28,
      overlap: 0.75,
      modalities: { acc: { steps: 64 }, gyro: { steps: 32 } },
    });
    expect(windows.length).toBe(offline.size);
    for (const input of ["acc", "gyro"]) {
      const stream = joined(windows, input);
      const apart = offline.signals[input]!.data.map((x, i) => Math.abs(x - stream[i]!));
      expect(Math.max(...apart.slice(apart.length / 8, -apart.length / 8))).toBeLessThan(2e-3);
    }
  });

  test("between gaps", () => {
    const signal = wavesAt(50, 500, 3);
    signal.data.fill(Number.NaN, 3 * 130 + 1, 3 * 141);
    const offline = makeWindows([recordingOf({ acc: signal })], accModel.labels, {
      seconds: 1.28,
      overlap: 0.5,
      missing: "cut",
      modalities: { acc: { steps: 64 } },
    });
    const { windows, gaps } = cut(signal.data, (row) => row / 50, { sampleRate: 50 });
    expect(joined(windows)).toEqual([...offline.signals.acc!.data]);
    expect(gaps).toEqual([{ from: 129 / 50, to: 141 / 50, reason: "missing" }]);
  });
});

test("stamped rows are read on their lines, as resampleStamped reads them", () => {
  const stamps = fc.array(fc.double({ min: 0.0185, max: 0.03, noNaN: true }), {
    minLength: 200,
    maxLength: 300,
  });
  fc.assert(
    fc.property(stamps, (steps) => {
      let time = 5;
      const times = Float64Array.from(steps, (step) => (time += step));
      const { data, channels } = wavesAt(50, times.length, 3);
      const even = resampleStamped({ times, data, channels, unit: "g" }, { sampleRate: 50 });
      const { windows } = cut(data, (row) => times[row]!, { hop: 1.28 });
      const known = windows.length * 192;
      expect(windows.length).toBe(Math.floor(even.data.length / 192));
      expect(joined(windows)).toEqual([...even.data.subarray(0, known)]);
    }),
    { numRuns: 30 },
  );
});

test("a faster sensor is filtered before its rate falls", () => {
  const fast = wavesAt(100, 2000, 3);
  const offline = resample(fast, 50);
  const { windows } = cut(fast.data, (row) => row / 100, { hop: 1.28 });
  const stream = joined(windows);
  const inside = stream.slice(192, -192);
  const apart = inside.map((x, i) => Math.abs(x - offline.data[192 + i]!));
  expect(Math.max(...apart)).toBeLessThan(2e-3);
});

describe("gaps", () => {
  const { data } = wavesAt(50, 300, 3);
  const silent = (row: number) => row / 50 + (row >= 100 ? 2 : 0);

  test("a silence is reported, and windows begin anew behind it", () => {
    for (const sampleRate of [50, undefined]) {
      const { windows, gaps } = cut(data, silent, { sampleRate, hop: 0.64 });
      expect(gaps).toEqual([{ from: 99 / 50, to: 4, reason: "silence" }]);
      const starts = windows.map(({ start }) => start.toFixed(2));
      expect(starts).toEqual(["0.00", "0.64", "4.00", "4.64", "5.28", "5.92", "6.56"]);
      const behind = windows.find(({ start }) => start === 4)!;
      expect([...behind.inputs.acc!]).toEqual([...data.subarray(300, 300 + 192)]);
    }
  });

  test("one lost row of even ones is a gap; of stamped ones it is bridged by its line", () => {
    const timeOf = (row: number) => (row + Number(row >= 100)) / 50;
    expect(cut(data, timeOf, { sampleRate: 50 }).gaps).toHaveLength(1);
    expect(cut(data, timeOf, {}).gaps).toHaveLength(0);
    expect(cut(data, timeOf, { longestGap: 0.03 }).gaps).toHaveLength(1);
  });

  test("a clock that goes back begins anew; a stamp that was there already is left out", () => {
    const back = cut(data, (row) => (row < 150 ? row / 50 : (row - 150) / 50), { sampleRate: 50 });
    expect(back.gaps).toEqual([{ from: 149 / 50, to: 0, reason: "clock" }]);
    const twice = open({ sampleRate: 50 });
    for (let row = 0; row < 64; row++)
      for (const time of [row / 50, row / 50]) twice.stream.push(time, rowOf(data, row));
    expect(twice.stream.late).toBe(64);
    expect(joined(twice.windows)).toEqual([...data.subarray(0, 192)]);
  });
});

test("rows of other units arrive in the model's", () => {
  const { data } = wavesAt(50, 64, 3);
  const si = data.map((x) => x * 9.80665);
  const { windows } = cut(si, (row) => row / 50, { sampleRate: 50, units: { acc: "m/s²" } });
  joined(windows).forEach((x, i) => {
    expect(x).toBeCloseTo(data[i]!, 5);
  });
});

test("of an input joined from several signals, one unit is nobody's", () => {
  const channels = ["acc.x", "gyro.x"];
  const joint: StreamModel = {
    labels: accModel.labels,
    inputs: { imu: { length: 64, channels, sampleRate: 50, unit: "g, rad/s" } },
  };
  expect(() => open({ sampleRate: 50, units: { imu: "m/s²" } }, joint)).toThrow(
    'units of imu: "m/s²" cannot be all of g, rad/s',
  );
  const own = { sampleRate: 50, units: { imu: ["m/s²", "deg/s"] } };
  const { windows } = cut(new Float32Array(128).fill(9.80665), (row) => row / 50, own, joint);
  const rate = (9.80665 * Math.PI) / 180;
  expect([...windows[0]!.inputs.imu!.subarray(0, 2)]).toEqual([1, Math.fround(rate)]);
  const same = { sampleRate: 50, units: { imu: "g, rad/s" } };
  expect(cut(new Float32Array(128).fill(1), (row) => row / 50, same, joint).windows).toHaveLength(
    1,
  );
});

describe("what does not fit is a sentence", () => {
  test.each([
    [{ hop: 0 }, "stream: hop must be above 0, got 0"],
    [{ sampleRate: Number.NaN }, "stream: sampleRate must be above 0, got NaN"],
    [{ units: { gyro: "deg/s" } }, 'units of "gyro", which the model does not read'],
    [{ sampleRate: 50, units: { acc: "deg/s" } }, "the model reads g, which deg/s cannot"],
    [{ sampleRate: 50, units: { acc: ["g", "g"] } }, "expected one, or 3 (x, y, z); got 2"],
  ])("%j", (options, message) => {
    expect(() => open(options)).toThrow(message);
  });

  test("rows of another width, without a time, without progress", () => {
    const { stream } = open({});
    expect(() => stream.push(0, [1, 2])).toThrow("expected 3 values (acc.x, acc.y, acc.z), got 2");
    expect(() => stream.push(Number.NaN, [1, 2, 3])).toThrow("expected its time in s, got NaN");
    const mistaken = (factor: number) => () =>
      cut(wavesAt(50, 64, 3).data, (row) => (factor * row) / 50, {});
    expect(mistaken(1000)).toThrow(
      "by their times rows come at 0.05 Hz, and the model reads acc at 50 Hz",
    );
    expect(mistaken(1e-3)).toThrow("rows come at 50000 Hz");
    const still = () => Array.from({ length: 32 }, () => stream.push(7, [1, 2, 3]));
    expect(still).toThrow("the first 32 rows carry no times that ascend");
  });
});

test("a silence that counts as none is bridged by a line, however many windows long", () => {
  const rows = [0, 0.02, 0.04, 9, 9.02, 9.04];
  const values = Float32Array.from(rows.flatMap((time) => [time, -time, 1]));
  const { windows, gaps } = cut(values, (row) => rows[row]!, { longestGap: 10 });
  expect(gaps).toEqual([]);
  expect(windows.length).toBe(1 + Math.floor((9.04 - 1.28) / 0.64));
  for (const { start, inputs } of windows)
    for (let i = 0; i < 64; i++) expect(inputs.acc![3 * i]).toBeCloseTo(start + i / 50, 3);
});
