/** One suite over every processing step. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { electrodesNamed } from "#core/electrodes";
import type { Signal } from "#core/signal";
import { montages } from "#sensors/montage";
import { completeSteps, processSignal } from "#sensors/process-signal";
import * as entries from "#sensors/processing/entries";
import type { ProcessingStep } from "#sensors/processing/step";

const steps = Object.entries(entries) as unknown as [string, ProcessingStep][];

/** 21 electrodes (threes, for the magnitude) at 160 Hz, 6 s. */
function sample(): Signal {
  const channels = electrodesNamed("test", montages["bci-iv-2a"]!.slice(1)).map(({ name }) => name);
  const data = Float32Array.from(
    { length: 960 * 21 },
    (_, i) => 2 + Math.sin(0.0007 * i * (1 + (i % 21))),
  );
  return { data, channels, sampleRate: 160, unit: "µV" };
}

const run = (step: ProcessingStep, signal: Signal, options: object = {}) =>
  processSignal(signal, completeSteps([{ name: step.name, options: { ...options } }]));

test("every file is listed, and nothing else", () => {
  const files = readdirSync(new URL("../../sensors/processing", import.meta.url));
  const helpers = ["entries.ts", "filter-options.ts", "step.ts"];
  const names = files.filter((file) => !helpers.includes(file)).map((file) => file.slice(0, -3));
  expect(steps.map(([, { name }]) => name).sort()).toEqual(names.sort());
});

describe.each(steps)("%s", (key, step) => {
  test("is named as its file and export, and says where it comes from", () => {
    expect(step.name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())).toBe(key);
    expect([step.source, step.summary].every((text) => text.length > 5)).toBe(true);
  });

  test("gives a finite signal whose parts fit together, and leaves its input alone", () => {
    const signal = sample();
    const out = run(step, signal);
    expect(signal).toEqual(sample());
    expect(out.data.every(Number.isFinite)).toBe(true);
    expect(out.data.length / out.channels.length).toBe(Math.round(6 * out.sampleRate));
    expect(new Set(out.channels).size).toBe(out.channels.length);
  });

  test("a gap spoils nothing but itself", () => {
    const signal = sample();
    signal.data.fill(Number.NaN, 21 * 480, 21 * 544);
    const out = run(step, signal);
    const rate = out.sampleRate;
    const width = out.channels.length;
    const at = (seconds: number) =>
      out.data.subarray(...[0, width].map((c) => Math.round(seconds * rate) * width + c));
    for (const seconds of [0, 2.9, 3.5, 5.9]) expect(at(seconds).every(Number.isFinite)).toBe(true);
    expect(at(3.2).some(Number.isFinite)).toBe(false);
  });

  test("causal steps do not look ahead", () => {
    const [complete] = completeSteps([{ name: step.name }]);
    if (!complete!.causal) return;
    const signal = sample();
    const changed = { ...signal, data: signal.data.slice() };
    changed.data.fill(-5, 21 * 600);
    const [before, after] = [run(step, signal), run(step, changed)];
    const known = 600 * before.channels.length;
    expect(after.data.subarray(0, known)).toEqual(before.data.subarray(0, known));
  });
});

test("steps run in order; unknown ones are answered with the nearest", () => {
  const chain = completeSteps([
    { name: "scale", options: { factor: 1e6, unit: "µV" } },
    { name: "montage" },
  ]);
  expect(chain[0]).toEqual({ name: "scale", options: { factor: 1e6, unit: "µV" }, causal: true });
  const out = processSignal({ ...sample(), unit: "V" }, chain);
  expect([out.channels.length, out.unit]).toEqual([7, "µV"]);
  expect(() => completeSteps([{ name: "low-pas" }])).toThrow(
    /unknown processing step "low-pas"\n {2}help: did you mean "low-pass"/,
  );
});
