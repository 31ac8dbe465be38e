import fc from "fast-check";
import { expect, test } from "vitest";
import { ratioOf } from "#sensors/polyphase";
import { resample } from "#sensors/resample";
import { streamResample } from "#sensors/stream-resample";

function streamed(data: Float32Array, channels: number, to: number, from: number): Float32Array {
  const out: number[] = [];
  const stage = streamResample(ratioOf(to, from), channels, (row) => out.push(...row));
  for (let at = 0; at < data.length; at += channels) stage.push(data.subarray(at, at + channels));
  stage.end();
  return Float32Array.from(out);
}

const wave = (rate: number, rows: number) =>
  Float32Array.from({ length: 2 * rows }, (_, i) => {
    const t = Math.floor(i / 2) / rate;
    return i % 2 === 0 ? 1 + Math.sin(9 * t) : Math.cos(4 * t) - 3;
  });

test.each([
  [100, 50],
  [50, 100],
  [128, 50],
  [59.93, 50],
  [20, 50],
])("from %d Hz to %d Hz the inside is that of resample, and there is as much of it", (from, to) => {
  const data = wave(from, 600);
  const signal = { data, channels: ["a", "b"], sampleRate: from, unit: "g" };
  const offline = resample(signal, to).data;
  const live = streamed(data, 2, to, from);
  expect(live.length).toBe(offline.length);
  const edge = 2 * Math.ceil(12 * Math.max(1, to / from));
  for (let i = edge; i < live.length - edge; i++)
    expect(Math.abs(live[i]! - offline[i]!)).toBeLessThan(2e-3); // the ripple of the filter
});

test("a level stays what it is, at any ratio", () => {
  const rates = fc.tuple(fc.integer({ min: 5, max: 200 }), fc.integer({ min: 5, max: 200 }));
  fc.assert(
    fc.property(rates, fc.integer({ min: 1, max: 80 }), ([from, to], rows) => {
      const live = streamed(new Float32Array(rows).fill(0.75), 1, to, from);
      expect(live.length).toBe(Math.ceil((rows * to) / from - 1e-9));
      expect(live.every((x) => Math.abs(x - 0.75) < 1e-6)).toBe(true);
    }),
  );
});

test("behind an end it begins anew, and no row waits longer than its delay", () => {
  const out: number[] = [];
  const stage = streamResample({ up: 1, down: 2 }, 1, (row) => out.push(row[0]!));
  const pass = () => {
    out.length = 0;
    for (let t = 0; t < 100; t++) {
      stage.push(Float32Array.of(Math.sin(t / 9)));
      expect(out.length).toBe(Math.max(0, Math.floor((t - stage.delay) / 2) + 1));
    }
    stage.end();
    return [...out];
  };
  expect(pass()).toEqual(pass());
});
