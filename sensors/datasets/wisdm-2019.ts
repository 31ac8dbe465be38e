/** @file WISDM 2019: accelerometer and gyroscope of a watch or a phone; one file holds all activities of a person. */
import type { Recording, Signal } from "#core/signal";
import { type Dataset, defineDataset, type Report } from "#sensors/dataset";
import { baseName, expectFiles } from "#sensors/expect-files";
import type { SourceFile } from "#sensors/files";
import { numbersOf, readTable, textsOf } from "#sensors/formats/table";
import { resample } from "#sensors/resample";
import { stampedRows } from "#sensors/stamped-rows";
import {
  commonSpan,
  orderStamps,
  resampleStamped,
  type StampedSignal,
  usualInterval,
} from "#sensors/stamps";
import { standardGravity } from "#sensors/standard-gravity";

const channels = ["x", "y", "z"] as const;
const modalities = {
  acc: { unit: "g", channels, sampleRate: 20, gaps: true },
  gyro: { unit: "rad/s", channels, sampleRate: 20, gaps: true },
} as const;

/** By the letter in the files; there is no N. */
const letters = {
  ...{ A: "walking", B: "jogging", C: "stairs", D: "sitting", E: "standing", F: "typing" },
  ...{ G: "brushing-teeth", H: "eating-soup", I: "eating-chips", J: "eating-pasta", K: "drinking" },
  ...{ L: "eating-a-sandwich", M: "kicking", O: "playing-catch", P: "dribbling", Q: "writing" },
  ...{ R: "clapping", S: "folding-clothes" },
} as const;

/** s; longer silences become missing values. */
const longestGap = 1;

export interface Wisdm2019Options {
  readonly device: "watch" | "phone";
}

/**
 * 51 people, 18 activities of three minutes. Both sensors are put on one grid of 20 Hz by their time stamps, not by their
 * lines: some stretches were sampled at 100 Hz, and the two files of a person start and stop a few lines apart.
 */
export const wisdm2019: Dataset<Wisdm2019Options> = defineDataset({
  name: "wisdm-2019",
  title: "WISDM smartphone and smartwatch 2019",
  summary: "watch or phone accelerometer and gyroscope at 20 Hz, 51 people, 18 activities of 3 min",
  source: "Weiss et al. 2019, IEEE Access 7, doi:10.24432/C5HK59",
  license: "CC BY 4.0",
  citation:
    "G. M. Weiss, K. Yoneda, T. Hayajneh, Smartphone and Smartwatch-Based Biometrics Using Activities of Daily Living, IEEE Access 7, 2019.",
  homepage:
    "https://archive.ics.uci.edu/dataset/507/wisdm+smartphone+and+smartwatch+activity+and+biometrics+dataset",
  files: "required",
  downloads: [
    {
      url: "https://archive.ics.uci.edu/static/public/507/wisdm+smartphone+and+smartwatch+activity+and+biometrics+dataset.zip",
      file: "wisdm+smartphone+and+smartwatch+activity+and+biometrics+dataset.zip",
      roughBytes: 295e6,
    },
  ],
  classes: Object.values(letters),
  modalities,
  options: { device: "watch" },
  async *recordings(files, { device }, _random, report) {
    const give = "the folder that holds wisdm-dataset.zip, packed or unpacked";
    const pattern = (sensor: string) => new RegExp(`(^|/)data_\\d+_${sensor}_${device}\\.txt$`);
    const accel = expectFiles(files, pattern("accel"), `data_*_accel_${device}.txt`, give);
    const gyro = expectFiles(files, pattern("gyro"), `data_*_gyro_${device}.txt`, give);
    for (const file of accel) {
      const twin = gyro.find(({ path }) => subjectOf(path) === subjectOf(file.path));
      if (twin) yield* recordingsOf(file, twin, report);
      else report({ kind: "left out", what: "files without a twin", count: 1, file: file.path });
    }
  },
});

function subjectOf(path: string): string {
  return baseName(path).split("_")[1]!;
}

async function* recordingsOf(accel: SourceFile, gyro: SourceFile, report: Report) {
  const subject = subjectOf(accel.path);
  const acc = await readActivities(accel, "acc", report);
  const turns = await readActivities(gyro, "gyro", report);
  for (const [label, letter] of Object.keys(letters).entries()) {
    const streams = { acc: acc.get(letter) ?? none, gyro: turns.get(letter) ?? none };
    if (overlap(streams)) yield recordingOf(`${subject}-${letter}`, subject, label, streams);
    else if (streams.acc !== none || streams.gyro !== none) {
      const what = "activities that the two sensors did not record together";
      report({ kind: "left out", what, count: 1, file: accel.path });
    }
  }
}

const none: StampedSignal = {
  ...modalities.acc,
  times: new Float64Array(0),
  data: new Float32Array(0),
};

function overlap({ acc, gyro }: Streams): boolean {
  const start = Math.max(acc.times[0] ?? Infinity, gyro.times[0] ?? Infinity);
  return start < Math.min(acc.times.at(-1) ?? -Infinity, gyro.times.at(-1) ?? -Infinity);
}

type Streams = Readonly<Record<keyof typeof modalities, StampedSignal>>;

function recordingOf(id: string, subject: string, label: number, streams: Streams): Recording {
  const span = commonSpan(Object.values(streams));
  const { acc, gyro } = streams;
  const rate = ({ times }: StampedSignal) => 1 / usualInterval(times);
  return {
    ...{ id, subject, label },
    signals: { acc: onGrid(acc, span), gyro: onGrid(gyro, span) },
    measuredRates: { acc: rate(acc), gyro: rate(gyro) },
  };
}

/** A stretch of 100 Hz among 20 Hz is brought down like a recording of 100 Hz. */
function onGrid(stream: StampedSignal, span: { readonly start: number; readonly end: number }) {
  const { sampleRate } = modalities.acc;
  const steps = stream.times.subarray(1).map((time, i) => time - stream.times[i]!);
  const short = steps.filter((step) => step < 0.5 / sampleRate).length;
  const fine = short > 0.01 * steps.length ? 5 * sampleRate : sampleRate;
  const signal: Signal = resampleStamped(stream, { ...span, sampleRate: fine, longestGap });
  return resample(signal, sampleRate);
}

/** Rows by activity, in the order of their stamps. */
async function readActivities(
  { path, bytes }: SourceFile,
  modality: keyof typeof modalities,
  report: Report,
): Promise<ReadonlyMap<string, StampedSignal>> {
  let broken = 0;
  const table = readTable(await bytes(), path, {
    ...{ delimiter: ",", terminator: ";", header: false },
    columns: ["subject", "activity", "time", ...channels],
    kinds: { subject: "skip", activity: "text", time: "number" },
    tolerate: () => broken++,
  });
  if (broken > 0) report({ kind: "left out", what: "malformed lines", count: broken, file: path });
  const { codes, levels } = textsOf(table, "activity");
  const times = numbersOf(table, "time").map((nanoseconds) => nanoseconds * 1e-9);
  const columns = channels.map((name) => numbersOf(table, name));
  const factor = modality === "acc" ? 1 / standardGravity : 1;
  return new Map(
    levels.map((letter, code) => {
      const rows = [...codes.keys()].filter((row) => codes[row] === code);
      const stamped = stampedRows(modalities[modality], { times, columns, factor }, rows);
      return [letter, orderStamps(stamped)];
    }),
  );
}
