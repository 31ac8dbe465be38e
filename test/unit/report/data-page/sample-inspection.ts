/** @file A small inspection with everything in it: two modalities, EEG, gaps, a class that one person lacks. */
import { Random } from "#core/random";
import type { Recording } from "#core/signal";
import { type Dataset, defineDataset } from "#sensors/dataset";
import { inspectDataset } from "#sensors/inspect/inspect-dataset";
import type { Inspection } from "#sensors/inspect/inspection";

const electrodes = ["Fz", "C3", "Cz", "C4", "Oz", "EOG"];
const acc = { unit: "g", channels: ["x", "y", "z"], sampleRate: 32 };
const eeg = { unit: "µV", channels: electrodes, sampleRate: 64 };

/** Names may be handed in, to see them escaped. */
export function sampleInspection(names: readonly string[] = ["rest", "tap"]): Promise<Inspection> {
  const dataset: Dataset = defineDataset({
    ...{ name: "sample", title: `Sample of ${names[0]}`, summary: "made up", source: "wristill" },
    ...{ license: "CC0", citation: `Written for ${names[0]}.`, homepage: "https://example.com" },
    ...{ files: "none", classes: names, modalities: { acc, eeg }, options: {} },
    async *recordings(_files, _options, random) {
      for (const subject of ["p1", "p2", names[1]!])
        for (const label of subject === "p2" ? [0] : [0, 1]) yield take(subject, label, random);
    },
  });
  return inspectDataset(dataset, { random: new Random(1) });
}

function take(subject: string, label: number, random: Random): Recording {
  const noise = random.fork(subject, label);
  const wave = (width: number, rate: number, steps: number, size: number) =>
    Float32Array.from({ length: width * steps }, (_, i) => {
      const t = Math.floor(i / width) / rate;
      return size * (Math.sin(2 * Math.PI * (4 + 6 * label) * t + (i % width)) + noise.normal());
    });
  const signals = {
    acc: { ...acc, data: wave(3, 32, 128, 0.5) },
    eeg: { ...eeg, data: wave(electrodes.length, 64, 256, 20) },
  };
  if (label === 1) signals.acc.data.fill(Number.NaN, 30, 60);
  return { id: `${subject}-${label}`, subject, label, signals };
}
