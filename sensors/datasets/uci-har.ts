/** @file UCI HAR: windows of 128 samples that its authors cut; each is read as a recording of its own. */
import { UserError } from "#core/errors";
import type { Recording, Signal } from "#core/signal";
import { type Dataset, defineDataset } from "#sensors/dataset";
import { expectFiles } from "#sensors/expect-files";
import type { Files } from "#sensors/files";
import { readTextMatrix, type TextMatrix } from "#sensors/formats/text-matrix";

const axes = ["x", "y", "z"];
const imu = (unit: string) => ({ unit, channels: axes, sampleRate: 50 });

/** File prefix by modality. */
const prefixes = { acc: "total_acc", body: "body_acc", gyro: "body_gyro" } as const;
const modalities = { acc: imu("g"), body: imu("g"), gyro: imu("rad/s") };

const test = ["2", "4", "9", "10", "12", "13", "18", "20", "24"];
const everybody = Array.from({ length: 30 }, (_, i) => String(i + 1));

/** Phone on the waist, 30 subjects, 6 activities; `body` is `acc` without gravity. */
export const uciHar: Dataset = defineDataset({
  name: "uci-har",
  title: "UCI HAR",
  summary: "phone on the waist, 30 subjects, 6 activities, accelerometer and gyroscope at 50 Hz",
  source: "Anguita et al. 2013, ESANN, doi:10.24432/C54S4K",
  license: "CC BY 4.0",
  citation:
    "D. Anguita, A. Ghio, L. Oneto, X. Parra, J. L. Reyes-Ortiz, A Public Domain Dataset for Human Activity Recognition Using Smartphones, ESANN 2013.",
  homepage: "https://archive.ics.uci.edu/dataset/240/human+activity+recognition+using+smartphones",
  files: "required",
  downloads: [
    {
      url: "https://archive.ics.uci.edu/static/public/240/human+activity+recognition+using+smartphones.zip",
      file: "human+activity+recognition+using+smartphones.zip",
      roughBytes: 58e6,
    },
  ],
  classes: ["walking", "walking-upstairs", "walking-downstairs", "sitting", "standing", "laying"],
  modalities,
  split: { train: everybody.filter((subject) => !test.includes(subject)), test },
  options: {},
  async *recordings(files) {
    for (const part of ["train", "test"]) yield* recordingsOf(files, part);
  },
});

async function* recordingsOf(files: Files, part: string): AsyncIterable<Recording> {
  const read = (name: string) => readPart(files, `${name}_${part}.txt`);
  const labels = await read("y");
  const subjects = await read("subject");
  const signals: [keyof typeof prefixes, TextMatrix[]][] = [];
  for (const [modality, prefix] of Object.entries(prefixes) as [keyof typeof prefixes, string][]) {
    const matrices = await Promise.all(axes.map((axis) => read(`${prefix}_${axis}`)));
    signals.push([modality, matrices]);
  }
  for (const matrix of [subjects, ...signals.flatMap(([, matrices]) => matrices)])
    checkRows(files, part, labels.rows, matrix.rows);
  for (let row = 0; row < labels.rows; row++) {
    yield {
      id: `${part}-${row + 1}`,
      subject: String(subjects.data[row]),
      label: labels.data[row]! - 1,
      signals: Object.fromEntries(
        signals.map(([modality, matrices]) => [
          modality,
          { ...modalities[modality], data: interleave(matrices, row) } satisfies Signal,
        ]),
      ),
    };
  }
}

async function readPart(files: Files, name: string): Promise<TextMatrix> {
  const give = 'the folder that holds "UCI HAR Dataset.zip", packed or unpacked';
  const [file] = expectFiles(files, new RegExp(`(^|/)${name}$`), name, give);
  return readTextMatrix(await file.bytes(), file.path);
}

function checkRows(files: Files, part: string, expected: number, received: number): void {
  if (received === expected) return;
  throw new UserError(
    `${files.location}: y_${part}.txt has ${expected} rows, another file of that part ${received}`,
    "download the archive again",
  );
}

/** Row `row` of x, y and z as `[time, axis]`. */
function interleave(matrices: readonly TextMatrix[], row: number): Float32Array {
  const { columns } = matrices[0]!;
  const data = new Float32Array(columns * matrices.length);
  matrices.forEach((matrix, axis) => {
    for (let t = 0; t < columns; t++)
      data[t * matrices.length + axis] = matrix.data[row * columns + t]!;
  });
  return data;
}
