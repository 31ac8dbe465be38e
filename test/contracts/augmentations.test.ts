import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Augmentation,
  type AugmentationPreset,
  augmented,
  type BatchAugmentation,
  stages,
  type Window,
} from "#augmentations/augmentation";
import { composeAugmentations } from "#augmentations/compose";
import * as augmentations from "#augmentations/entries";
import { Random } from "#core/random";
import type { Batch } from "#core/signal";
import {
  batches,
  kindsFor,
  noiseWindow,
  optionsFor,
  windowsFor,
} from "#test/support/augmentation-windows";

type Entry = Augmentation | BatchAugmentation | AugmentationPreset;
const entries = Object.entries(augmentations) as unknown as readonly [string, Entry][];
const ofWindows = entries.filter(([, { level }]) => level === "window") as [string, Augmentation][];
const ofBatches = entries.filter(([, { level }]) => level === "batch") as [
  string,
  BatchAugmentation,
][];
const presets = entries.filter(([, { level }]) => level === "preset") as [
  string,
  AugmentationPreset,
][];

const shared = [
  ...["augmentation.ts", "channel-groups.ts", "compose.ts", "entries.ts", "gallery.ts", "index.ts"],
  ...[
    "link.ts",
    "matrix-product.ts",
    "per-channel.ts",
    "read-at.ts",
    "scratch.ts",
    "spectral-filter.ts",
    "spherical-spline.ts",
  ],
  ...["spline.ts", "step.ts"],
];

test("every augmentation has its file, its line and its name", () => {
  const paths = [...readFileSync("augmentations/entries.ts", "utf8").matchAll(/from "(.*)"/g)];
  const files = paths.map(([, path]) => path!);
  expect(files.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(files);
  const others = readdirSync("augmentations").filter((file) => !shared.includes(file));
  expect(entries.map(([, { name }]) => `${name}.ts`).sort()).toEqual(others.sort());
  for (const [key, { name, source, summary }] of entries) {
    expect(key).toBe(name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
    expect(source.length * summary.length).toBeGreaterThan(0);
  }
});

describe.each([...ofWindows, ...ofBatches])("%s", (_key, entry) => {
  test("declares formula and stage, and what its options accept; its defaults are among it", () => {
    expect(entry.formula.length).toBeGreaterThan(1);
    expect(stages).toContain(entry.stage);
    expect(entry.stage === "mix").toBe(entry.level === "batch");
    const bounded = Object.entries(entry.options).filter(([, value]) =>
      ["number", "string"].includes(typeof value),
    );
    expect(Object.keys(entry.accepts).sort()).toEqual(bounded.map(([key]) => key).sort());
    expect(Object.keys(entry.options)).toEqual(
      expect.arrayContaining(Object.keys(entry.identity ?? {})),
    );
    const { name, options, identity } = entry;
    const config = { name, options: { ...options } as Record<string, unknown> };
    expect(() => composeAugmentations([config, { name, options: { ...identity } }])).not.toThrow();
  });
});

/** Siblings that differ from the window, drawn as real ones are. */
const companyOf = (window: Window) => ({
  sibling: (random: Random) => {
    const more = random.integer(5);
    return window.data.map((x) => x + more);
  },
});

describe.each(ofWindows)("%s", (_key, entry) => {
  const apply = (window: Window, seed: number, options: object = {}) =>
    augmented(entry, window, new Random(seed), options, companyOf(window));

  test("with any accepted options it fills its output with finite numbers and leaves the window", () => {
    fc.assert(
      fc.property(windowsFor(entry), fc.integer(), optionsFor(entry), (window, seed, options) => {
        const before = structuredClone(window);
        const out = new Float32Array(window.data.length).fill(Number.NaN);
        entry.apply(window, new Random(seed), options, out, companyOf(window));
        expect(out.every(Number.isFinite)).toBe(true);
        expect(window).toEqual(before);
      }),
    );
  });

  test.skipIf(!entry.identity)("with its identity options it changes nothing", () => {
    fc.assert(
      fc.property(windowsFor(entry), fc.integer(), (window, seed) => {
        expect(farthest(apply(window, seed, entry.identity), window.data)).toBeLessThan(2e-6);
      }),
    );
  });

  test("the same seed gives the same window; the defaults change something", () => {
    const windows = kindsFor(entry).map((kind) => noiseWindow(kind, 60));
    const random = new Random(1);
    entry.apply(
      windows[0]!,
      random,
      entry.options,
      windows[0]!.data.slice(),
      companyOf(windows[0]!),
    );
    const draws = random.uniform() !== new Random(1).uniform();
    for (const window of windows.filter(({ channels }) => channels.length > 1)) {
      expect(apply(window, 4)).toEqual(apply(window, 4));
      const seeds = Array.from({ length: 20 }, (_, seed) => apply(window, seed));
      expect(seeds.some((data) => farthest(data, window.data) > 1e-3)).toBe(true);
      expect(seeds.some((data) => farthest(data, seeds[0]!) > 1e-3)).toBe(draws);
    }
  });

  const keeps = entry.keeps.filter((kept): kept is keyof typeof laws => kept in laws);
  test.each(keeps)("keeps the %s", (kept) => {
    fc.assert(
      fc.property(windowsFor(entry, 32), fc.integer(), (window, seed) => {
        laws[kept](window, (changed) => apply(changed, seed));
      }),
      { numRuns: 40 },
    );
  });

  test("keeps the label, or says into which class each turns", () => {
    if (entry.keeps.includes("label")) expect(entry.relabel).toBeUndefined();
    const classes = ["left hand", "right hand", "feet"];
    const places = entry.relabel?.(classes, entry.options) ?? [];
    expect([...places].sort()).toEqual(places.length > 0 ? [0, 1, 2] : []);
  });

  test.skipIf(entry.pairing === "independent")("paired windows of other rates stay aligned", () => {
    for (const kind of kindsFor(entry))
      for (let seed = 0; seed < 20; seed++) {
        const [long, short] = [ramp(kind, 129, 100), ramp(kind, 65, 50)];
        const [a, b] = [apply(long, seed), apply(short, seed)];
        const width = long.channels.length;
        const fits = b.filter((value, i) => {
          const t = 2 * Math.floor(i / width);
          return Math.abs(value - a[t * width + (i % width)]!) < 0.05;
        });
        expect(fits.length / b.length).toBeGreaterThan(0.85);
      }
  });
});

/** From 0 to 1 over the window in every channel, plus the channel's number. */
function ramp(kind: string, length: number, sampleRate: number): Window {
  const window = noiseWindow(kind, length);
  const width = window.channels.length;
  const data = window.data.map((_, i) => Math.floor(i / width) / (length - 1) + (i % width));
  return { ...window, data, sampleRate };
}

function farthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((far, x, i) => Math.max(far, Math.abs(x - b[i]!)), 0);
}

type Law = (window: Window, apply: (window: Window) => Float32Array) => void;

const laws = { order, "left-right": leftRight, norm, mean, values, spectrum };

/** How the output answers to a change of the input: draws are the same, so noise cancels. */
function response(window: Window, apply: (window: Window) => Float32Array, change: Float32Array) {
  const before = apply(window);
  return apply({ ...window, data: window.data.map((x, i) => x + change[i]!) }).map(
    (x, i) => x - before[i]!,
  );
}

/** Of pulses one after the other, none is seen before an earlier one. */
function order(window: Window, apply: (window: Window) => Float32Array): void {
  const width = window.channels.length;
  const peaks: number[] = [];
  for (let at = 2; at < window.length; at += 8) {
    const pulse = window.data.map((_, i) =>
      Math.max(0, 1 - Math.abs(Math.floor(i / width) - at) / 3),
    );
    const answer = response(window, apply, pulse);
    const energy = Array.from({ length: window.length }, (_, t) =>
      answer.subarray(t * width, (t + 1) * width).reduce((sum, x) => sum + x * x, 0),
    );
    const peak = Math.max(...energy);
    if (peak > 0.1) peaks.push(energy.indexOf(peak));
  }
  expect(peaks).toEqual(peaks.toSorted((a, b) => a - b));
}

/** No electrode is heard more on the other side than on its own; axes of a sensor stay right-handed. */
function leftRight(window: Window, apply: (window: Window) => Float32Array): void {
  const { channels } = window;
  const width = channels.length;
  const answers = channels.map((_, c) => {
    const answer = response(
      window,
      apply,
      window.data.map((_, i) => (i % width === c ? 1 : 0)),
    );
    return channels.map((_, to) => columnOf(answer, width, to));
  });
  if (window.unit === "µV") {
    const energy = (c: number, to: number) => answers[c]![to]!.reduce((sum, x) => sum + x * x, 0);
    for (const [left, right] of [
      ["FC3", "FC4"],
      ["C3", "C4"],
      ["P3", "P4"],
    ].map((pair) => pair.map((name) => channels.indexOf(name)) as [number, number])) {
      expect(energy(left, right)).toBeLessThanOrEqual(energy(left, left) + 1e-6);
      expect(energy(right, left)).toBeLessThanOrEqual(energy(right, right) + 1e-6);
    }
  } else if (width % 3 === 0) {
    const [a, b, c] = answers.map((row) =>
      row.slice(0, 3).map((x) => x.reduce((s, y) => s + y, 0)),
    );
    const volume = cross(b!, c!).reduce((sum, x, i) => sum + x * a![i]!, 0);
    expect(volume).toBeGreaterThanOrEqual(-1e-6);
  }
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  const at = (i: number, j: number) => a[i]! * b[j]! - a[j]! * b[i]!;
  return [at(1, 2), at(2, 0), at(0, 1)];
}

function norm({ data, ...window }: Window, apply: (window: Window) => Float32Array): void {
  const width = window.channels.length;
  const out = apply({ data, ...window });
  for (let row = 0; row < data.length; row += width) {
    const size = (of: Float32Array) => Math.hypot(...of.subarray(row, row + width));
    expect(Math.abs(size(out) - size(data))).toBeLessThan(1e-5);
  }
}

function columnOf(data: Float32Array, width: number, c: number): Float64Array {
  return Float64Array.from({ length: data.length / width }, (_, t) => data[t * width + c]!);
}

/** A law on each channel by itself. */
function perChannel(check: (before: Float64Array, after: Float64Array) => void): Law {
  return (window, apply) => {
    const width = window.channels.length;
    const out = apply(window);
    for (let c = 0; c < width; c++) check(columnOf(window.data, width, c), columnOf(out, width, c));
  };
}

function mean(window: Window, apply: (window: Window) => Float32Array): void {
  const of = (x: Float64Array) => x.reduce((sum, value) => sum + value, 0) / x.length;
  perChannel((before, after) => expect(of(after)).toBeCloseTo(of(before), 5))(window, apply);
}

function values(window: Window, apply: (window: Window) => Float32Array): void {
  perChannel((before, after) => expect(after.toSorted()).toEqual(before.toSorted()))(window, apply);
}

function spectrum(window: Window, apply: (window: Window) => Float32Array): void {
  const of = (x: Float64Array) => x.map((_, k) => Math.hypot(...sums(x, k)) / x.length);
  perChannel((before, after) => {
    const amplitudes = of(before);
    for (const [k, amplitude] of of(after).entries())
      expect(Math.abs(amplitude - amplitudes[k]!)).toBeLessThan(1e-6);
  })(window, apply);
}

/** Real and imaginary part of one frequency, term by term. */
function sums(x: Float64Array, k: number): [number, number] {
  const angle = (t: number) => (2 * Math.PI * ((k * t) % x.length)) / x.length;
  const part = (wave: (x: number) => number) =>
    x.reduce((sum, value, t) => sum + value * wave(angle(t)), 0);
  return [part(Math.cos), part(Math.sin)];
}

describe.each(ofBatches)("%s", (_key, entry) => {
  const mix = (batch: Batch, seed: number, options: object = {}) =>
    entry.mix(batch, new Random(seed), { ...entry.options, ...options });

  test("keeps shapes, stays finite, leaves its input as it was; label rows sum to 1", () => {
    fc.assert(
      fc.property(batches, fc.integer(), optionsFor(entry), (batch, seed, options) => {
        const before = structuredClone(batch);
        const mixed = mix(batch, seed, options);
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

  test.skipIf(!entry.identity)("with its identity options it changes nothing", () => {
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

test.each(presets)("%s is a chain that can be composed", (_key, { name, chain }) => {
  expect(chain.length).toBeGreaterThan(1);
  expect(composeAugmentations([{ name }]).augment).toBeDefined();
});
