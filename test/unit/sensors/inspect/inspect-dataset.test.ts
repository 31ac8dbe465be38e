import { describe, expect, test } from "vitest";
import { Random } from "#core/random";
import type { Recording } from "#core/signal";
import { type Dataset, defineDataset } from "#sensors/dataset";
import { demo } from "#sensors/datasets/demo";
import { inspectDataset } from "#sensors/inspect/inspect-dataset";
import { loadDataset } from "#sensors/load-dataset";

const random = () => new Random(1);

describe("the demo", () => {
  const options = { subjects: 3, takes: 2 };

  test("is counted as it is", async () => {
    const found = await inspectDataset(demo, { options, random: random() });
    const { recordings } = await loadDataset(demo, { options, random: random() });
    const seconds = recordings.map(({ signals }) => signals.acc!.data.length / 3 / 50);
    expect(found).toMatchObject({ name: "demo", recordings: 60, unlabelled: 0, notes: [] });
    expect(found.seconds).toBeCloseTo(
      seconds.reduce((a, b) => a + b, 0),
      6,
    );
    expect(found.subjects.map(({ subject }) => subject)).toEqual(["p01", "p02", "p03"]);
    for (const each of found.classes) expect(each).toMatchObject({ stretches: 6, subjects: 3 });
    const { acc, skeleton } = found.modalities;
    expect(acc).toMatchObject({ unit: "g", rates: [{ sampleRate: 50, recordings: 60 }], gaps: 0 });
    expect(skeleton!.channels).toHaveLength(60);
    expect(found.examples).toHaveLength(30);
  });

  test("a class differs from another in its spectrum, and only EEG has bands", async () => {
    const { modalities } = await inspectDataset(demo, { options, random: random() });
    const { power, frequencies } = modalities.acc!.spectrum;
    expect(power).toHaveLength(demo.classes.length);
    for (const each of power) expect(each).toHaveLength(frequencies.length);
    expect(power[0]).not.toEqual(power[1]);
    expect(modalities.acc!.bands).toBeUndefined();
  });

  test("can be stopped between recordings, and counts aloud", async () => {
    const stopping = new AbortController();
    const counts: number[] = [];
    const inspecting = inspectDataset(demo, {
      ...{ options, random: random(), signal: stopping.signal },
      onRecording(count) {
        counts.push(count);
        if (count === 5) stopping.abort(new Error("enough"));
      },
    });
    await expect(inspecting).rejects.toThrow("enough");
    expect(counts).toEqual([1, 2, 3, 4, 5]);
  });
});

const rate = 128;
const seconds = 8;

/** Two recordings of EEG: 10 Hz on C3 in class "left", 20 Hz in "right"; the second with a gap and another rate. */
const eeg: Dataset = defineDataset({
  ...{ name: "waves", title: "Waves", summary: "sines on electrodes", source: "wristill" },
  ...{ license: "none", citation: "none", homepage: "https://example.com", files: "none" },
  classes: ["left", "right"],
  modalities: { eeg: { unit: "µV", channels: ["C3", "Cz"], sampleRate: rate } },
  options: {},
  async *recordings(_files, _options, _random, report) {
    const track = new Int32Array(seconds * rate).fill(-1);
    track.fill(0, 0, 4 * rate).fill(1, 4 * rate, 7 * rate);
    yield recordingOf("a", track, rate);
    const gap = recordingOf("b", 1, rate);
    gap.signals.eeg!.data.fill(Number.NaN, 2 * 100, 2 * 164);
    yield { ...gap, measuredRates: { eeg: 125 } };
    yield recordingOf("c", 0, 2 * rate);
    for (const file of ["a", "a", "b"]) report({ kind: "left out", what: "rests", count: 2, file });
  },
});

function recordingOf(id: string, label: Recording["label"], sampleRate: number): Recording {
  const data = Float32Array.from({ length: 2 * seconds * sampleRate }, (_, i) => {
    const t = Math.floor(i / 2) / sampleRate;
    const second = typeof label === "number" ? label === 1 : t >= 4;
    return i % 2 === 1 ? 0.01 * Math.sin(t) : 20 * Math.sin(2 * Math.PI * (second ? 20 : 10) * t);
  });
  return { id, subject: id, label, signals: { eeg: { ...eeg.modalities.eeg!, sampleRate, data } } };
}

describe("EEG with labels in time, gaps, rates", () => {
  test("time is told by class, and what belongs to none", async () => {
    const found = await inspectDataset(eeg, { random: random() });
    expect(found.classes.map((each) => [each.seconds, each.stretches, each.subjects])).toEqual([
      [12, 2, 2],
      [11, 2, 2],
    ]);
    expect(found).toMatchObject({ unlabelled: 1, seconds: 24, recordings: 3 });
    expect(found.notes).toEqual([{ kind: "left out", what: "rests", count: 6, files: 2 }]);
  });

  test("gaps are found, rates counted, stamps believed", async () => {
    const { modalities } = await inspectDataset(eeg, { random: random() });
    expect(modalities.eeg).toMatchObject({
      ...{ gaps: 1, longestGap: 0.5 },
      rates: [
        { sampleRate: 128, recordings: 2 },
        { sampleRate: 256, recordings: 1 },
      ],
      measured: { least: 125, median: 125, greatest: 125 },
    });
    expect(modalities.eeg!.channels.map(({ missing }) => missing)).toEqual([64, 64]);
  });

  test("a sine of 20 µV has 200 µV² in its band, in its class, on its electrode", async () => {
    const { bands = [] } = (await inspectDataset(eeg, { random: random() })).modalities.eeg!;
    const [alpha, beta] = ["α", "β"].map((name) => bands.find((band) => band.name === name)!);
    expect(alpha!.power[0]![0]).toBeGreaterThan(196);
    expect(alpha!.power[0]![0]).toBeLessThan(202);
    expect(beta!.power[1]![0]).toBeGreaterThan(190);
    expect(beta!.power[0]![0]).toBeLessThan(2);
    expect(alpha!.power[0]![1]).toBeLessThan(1e-3);
  });
});
