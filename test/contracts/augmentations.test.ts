import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Augmentation, BatchAugmentation, Window } from "#augmentations/augmentation";
import * as augmentations from "#augmentations/entries";
import { Random } from "#core/random";
import type { Batch } from "#core/signal";

type Entry = Augmentation | BatchAugmentation;
const entries: readonly [string, Entry][] = Object.entries(augmentations);
const ofWindows = entries.filter(
  (entry): entry is [string, Augmentation] => entry[1].level === "window",
);
const ofBatches = entries.filter(
  (entry): entry is [string, BatchAugmentation] => entry[1].level === "batch",
);

const windows = fc
  .record({
    length: fc.integer({ min: 1, max: 40 }),
    channels: fc.integer({ min: 1, max: 6 }),
    seed: fc.integer(),
  })
  .map(({ length, channels, seed }): Window => {
    const random = new Random(seed);
    const data = Float32Array.from({ length: length * channels }, () => random.normal());
    return { data, length, channels, sampleRate: 50 };
  });

const batches = fc
  .record({ size: fc.integer({ min: 1, max: 9 }), seed: fc.integer() })
  .map(({ size, seed }): Batch => {
    const random = new Random(seed);
    const values = (steps: number, channels: number) => ({
      data: Float32Array.from({ length: size * steps * channels }, () => random.normal()),
      shape: [size, steps, channels],
    });
    const labels = { data: new Float32Array(size * 3), shape: [size, 3] };
    for (let i = 0; i < size; i++) labels.data[i * 3 + random.integer(3)] = 1;
    const sampleIds = Int32Array.from({ length: size }, (_, i) => i + 10);
    return { inputs: { acc: values(8, 3), skeleton: values(4, 6) }, labels, sampleIds };
  });

test("every augmentation has its file, its line and its name", () => {
  const lines = readFileSync("augmentations/entries.ts", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("export"));
  expect([...lines].sort((a, b) => pathOf(a).localeCompare(pathOf(b)))).toEqual(lines);
  const others = ["augmentation.ts", "compose.ts", "entries.ts", "index.ts", "spline.ts"];
  const files = readdirSync("augmentations").filter((file) => !others.includes(file));
  expect(entries.map(([, { name }]) => `${name}.ts`).sort()).toEqual(files.sort());
  for (const [key, { name, source, summary }] of entries) {
    expect(key).toBe(name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
    expect(source.length * summary.length).toBeGreaterThan(0);
  }
});

function pathOf(line: string): string {
  return line.slice(line.indexOf("./"));
}

describe.each(ofWindows)("%s", (_key, entry) => {
  const apply = (window: Window, seed: number, options: object = {}) =>
    entry.apply(window, new Random(seed), { ...entry.options, ...options });

  test("keeps the shape, stays finite and leaves its input as it was", () => {
    fc.assert(
      fc.property(windows, fc.integer(), (window, seed) => {
        const before = window.data.slice();
        const { data, ...rest } = apply(window, seed);
        const { data: _own, ...expected } = window;
        expect(rest).toEqual(expected);
        expect(data.length).toBe(window.data.length);
        expect(data.every(Number.isFinite)).toBe(true);
        expect(window.data).toEqual(before);
        expect(data.buffer).not.toBe(window.data.buffer);
      }),
    );
  });

  test("with its identity options it changes nothing", () => {
    fc.assert(
      fc.property(windows, fc.integer(), (window, seed) => {
        expect(apply(window, seed, entry.identity).data).toEqual(window.data);
      }),
    );
  });

  test("the same seed gives the same window; the defaults change something", () => {
    const [window] = fc.sample(
      windows.filter(({ length }) => length > 9),
      { numRuns: 1, seed: 5 },
    );
    expect(apply(window!, 4)).toEqual(apply(window!, 4));
    expect(apply(window!, 4).data).not.toEqual(apply(window!, 5).data);
    expect(apply(window!, 4).data).not.toEqual(window!.data);
  });
});

describe.each(ofBatches)("%s", (_key, entry) => {
  const mix = (batch: Batch, seed: number, options: object = {}) =>
    entry.mix(batch, new Random(seed), { ...entry.options, ...options });

  test("keeps shapes, stays finite, leaves its input as it was; label rows sum to 1", () => {
    fc.assert(
      fc.property(batches, fc.integer(), (batch, seed) => {
        const before = structuredClone(batch);
        const mixed = mix(batch, seed);
        expect(batch).toEqual(before);
        expect(mixed.labels.shape).toEqual(batch.labels.shape);
        for (const [name, { data, shape }] of Object.entries(mixed.inputs)) {
          expect(shape).toEqual(batch.inputs[name]!.shape);
          expect(data.every(Number.isFinite)).toBe(true);
        }
        for (let row = 0; row < batch.sampleIds.length; row++) {
          const weights = mixed.labels.data.subarray(3 * row, 3 * row + 3);
          expect(weights.every((weight) => weight >= 0)).toBe(true);
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
        }
      }),
    );
  });

  test("with its identity options it changes nothing", () => {
    fc.assert(
      fc.property(batches, fc.integer(), (batch, seed) => {
        expect(mix(batch, seed, entry.identity)).toEqual(batch);
      }),
    );
  });

  test("the same seed gives the same batch; the defaults change something", () => {
    const [batch] = fc.sample(
      batches.filter(({ sampleIds }) => sampleIds.length > 5),
      { numRuns: 1, seed: 5 },
    );
    expect(mix(batch!, 4)).toEqual(mix(batch!, 4));
    expect(mix(batch!, 4)).not.toEqual(batch);
    expect(mix(batch!, 4)).not.toEqual(mix(batch!, 5));
  });
});
