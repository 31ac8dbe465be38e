/** One suite over every processing step. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { electrodesNamed } from "#core/electrodes";
import { montages } from "#core/montages";
import type { Signal } from "#core/signal";
import { completeSteps, liveSteps, processSignal } from "#sensors/process-signal";
import * as entries from "#sensors/processing/entries";
import type { ProcessingStep } from "#sensors/processing/step";
import { openChain } from "#sensors/row-chain";

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

/** Where the defaults look ahead and others do not. */
const liveOptions: Readonly<Record<string, Record<string, unknown>>> = {
  "exponential-standardise": { initial: 0 },
};

/** Rows through the steps as a stream or an app does them; each answer is good until the next. */
function opened(signal: Signal, choices: ReturnType<typeof completeSteps>) {
  const { channels, unit, operations } = liveSteps("test", signal, choices);
  let found = new Float32Array(channels.length);
  const stage = openChain(
    {
      parts: [
        { width: signal.channels.length, operations: JSON.parse(JSON.stringify(operations)) },
      ],
      ...{ places: [...channels.keys()], ratio: { up: 1, down: 1 } },
    },
    (row) => {
      found = row.slice();
    },
  );
  const next = (row: Float32Array) => {
    stage.push(row);
    return found;
  };
  return { channels, unit, next, end: stage.end };
}

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

  test("causal steps give the same rows live, to the bit, before and behind a gap", () => {
    const signal = sample();
    signal.data.fill(Number.NaN, 21 * 480, 21 * 484);
    const choices = completeSteps([{ name: step.name, options: liveOptions[step.name] ?? {} }]);
    if (!choices[0]!.causal) return expect(step.instead).toMatch(/^(train with|leave it out)/);
    const out = processSignal(signal, choices);
    const live = opened(signal, choices);
    expect(live).toMatchObject({ channels: out.channels, unit: out.unit });
    const width = out.channels.length;
    for (let t = 0; t < 960; t++) {
      if (t === 484) live.end();
      if (t >= 480 && t < 484) continue;
      const row = live.next(signal.data.subarray(21 * t, 21 * (t + 1)));
      expect(row).toEqual(out.data.subarray(width * t, width * (t + 1)));
    }
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

test.each([
  ["low-pass", { form: "zero-phase" }, "train with `form: forward`"],
  ["exponential-standardise", {}, "train with `initial: 0`"],
  ["resample", {}, "leave it out: windows"],
])("%s %j is refused live, with what to do", (name, options, hint) => {
  const choices = completeSteps([{ name: "scale" }, { name, options }]);
  expect(() => liveSteps("stream: eeg", sample(), choices)).toThrow(
    `stream: eeg was processed by ${name} in a form that looks ahead, which no stream can do\n  help: ${hint}`,
  );
});

test.each(["body", "gravity", "both"])("gravity live, keeping %s", (keep) => {
  const signal = sample();
  const choices = completeSteps([{ name: "gravity", options: { keep } }, { name: "magnitude" }]);
  const out = processSignal(signal, choices);
  const live = opened(signal, choices);
  let row = new Float32Array(0);
  for (let t = 0; t < 100; t++) row = live.next(signal.data.subarray(21 * t, 21 * (t + 1)));
  expect(row).toEqual(out.data.subarray(99 * row.length, 100 * row.length));
  expect(live.channels).toEqual(out.channels);
});
