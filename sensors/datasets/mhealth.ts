/** @file MHEALTH: units on chest, left ankle and right wrist; one file is one person. */
import type { Recording, Signal } from "#core/signal";
import { type Dataset, defineDataset } from "#sensors/dataset";
import { expectFiles } from "#sensors/expect-files";
import type { SourceFile } from "#sensors/files";
import { interleaveChannels } from "#sensors/interleave-channels";
import { readColumns } from "#sensors/read-columns";
import { standardGravity } from "#sensors/standard-gravity";

const axes = ["x", "y", "z"] as const;
const acc = { unit: "g", channels: axes, sampleRate: 50 } as const;
const gyro = { unit: "rad/s", channels: axes, sampleRate: 50 } as const;
const degree = Math.PI / 180;

/** First column (0-based) by modality; magnetometers (units of their own, says the manual) are passed over. */
const modalities = {
  "acc-wrist": acc,
  "gyro-wrist": gyro,
  "acc-ankle": acc,
  "gyro-ankle": gyro,
  "acc-chest": acc,
  ecg: { unit: "mV", channels: ["lead 1", "lead 2"], sampleRate: 50 },
} as const;
const firstColumns = {
  ...{ "acc-wrist": 14, "gyro-wrist": 17, "acc-ankle": 5, "gyro-ankle": 8, "acc-chest": 0, ecg: 3 },
} as const;
const factors: Readonly<Record<string, number>> = { g: 1 / standardGravity, "rad/s": degree };

const filePattern = /(?:^|\/)mHealth_subject(\d+)\.log$/;

/** 10 people, 12 activities of a minute or 20 repetitions each; what lies between them is unlabelled. */
export const mhealth: Dataset = defineDataset({
  name: "mhealth",
  title: "MHEALTH (mobile health)",
  summary: "units on wrist, ankle and chest at 50 Hz, two ECG leads, 10 people, 12 activities",
  source: "Banos et al. 2014, IWAAL, doi:10.1007/978-3-319-13105-4_14",
  license: "CC BY 4.0",
  citation:
    "O. Banos et al., mHealthDroid: A Novel Framework for Agile Development of Mobile Health Applications, IWAAL 2014.",
  homepage: "https://archive.ics.uci.edu/dataset/319/mhealth+dataset",
  files: "required",
  downloads: [
    {
      url: "https://archive.ics.uci.edu/static/public/319/mhealth+dataset.zip",
      file: "mhealth+dataset.zip",
    },
  ],
  classes: [
    ...["standing", "sitting", "lying", "walking", "climbing-stairs", "bending-the-waist-forward"],
    ...["raising-the-arms", "bending-the-knees", "cycling", "jogging", "running", "jumping"],
  ],
  modalities,
  options: {},
  async *recordings(files) {
    const give = "the folder that holds mHealth_subject1.log, … (or the archive of it)";
    for (const file of expectFiles(files, filePattern, "mHealth_subject*.log", give)) {
      yield await recordingOf(file);
    }
  },
});

async function recordingOf(file: SourceFile): Promise<Recording> {
  const subject = filePattern.exec(file.path)![1]!;
  const places = Array.from({ length: 24 }, (_, i) => i);
  const columns = await readColumns(file, places, { width: 24, delimiter: "\t" });
  const signals: Record<string, Signal> = {};
  for (const [modality, facts] of Object.entries(modalities)) {
    const first = firstColumns[modality as keyof typeof firstColumns];
    const series = columns.slice(first, first + facts.channels.length);
    const data = interleaveChannels(file.path, series, factors[facts.unit] ?? 1);
    signals[modality] = { ...facts, data };
  }
  const label = Int32Array.from(columns[23]!, (code) => code - 1);
  return { id: `subject${subject}`, subject, label, signals };
}
