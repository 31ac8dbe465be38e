/** @file HMP: activities of daily living with an accelerometer on the right wrist; one file is one performance. */
import { UserError } from "#core/errors";
import type { Recording, Signal } from "#core/signal";
import { type Dataset, defineDataset } from "#sensors/dataset";
import { baseName, expectFiles } from "#sensors/expect-files";
import type { SourceFile } from "#sensors/files";
import { readTextMatrix } from "#sensors/formats/text-matrix";

const acc = { unit: "g", channels: ["x", "y", "z"], sampleRate: 32 } as const;

/** Folder by class. */
const folders = {
  "brush-teeth": "Brush_teeth",
  "climb-stairs": "Climb_stairs",
  "comb-hair": "Comb_hair",
  "descend-stairs": "Descend_stairs",
  "drink-glass": "Drink_glass",
  "eat-meat": "Eat_meat",
  "eat-soup": "Eat_soup",
  "get-up-bed": "Getup_bed",
  "lie-down-bed": "Liedown_bed",
  "pour-water": "Pour_water",
  "sit-down-chair": "Sitdown_chair",
  "stand-up-chair": "Standup_chair",
  "use-telephone": "Use_telephone",
  walk: "Walk",
} as const;

const filePattern = /(?:^|\/)([A-Za-z_]+)\/Accelerometer-([\d-]+)-[a-z_]+-([fm]\d+)\.txt$/;

/** 14 activities, 16 volunteers, 839 performances: 3 of the rarest class, 102 of the most frequent. */
export const hmp: Dataset = defineDataset({
  name: "hmp",
  title: "HMP (ADL recognition with a wrist-worn accelerometer)",
  summary: "watch accelerometer at 32 Hz, 6 bits, 16 volunteers, 14 daily activities, unbalanced",
  source: "Bruno et al. 2013, IEEE ICRA, doi:10.24432/C5PC99",
  license: "CC BY 4.0",
  citation:
    "B. Bruno, F. Mastrogiovanni, A. Sgorbissa, T. Vernazza, R. Zaccaria, Analysis of human behavior recognition algorithms based on acceleration data, IEEE ICRA 2013.",
  homepage:
    "https://archive.ics.uci.edu/dataset/283/dataset+for+adl+recognition+with+wrist+worn+accelerometer",
  files: "required",
  downloads: [
    {
      url: "https://archive.ics.uci.edu/static/public/283/dataset+for+adl+recognition+with+wrist+worn+accelerometer.zip",
      file: "dataset+for+adl+recognition+with+wrist+worn+accelerometer.zip",
    },
  ],
  classes: Object.keys(folders),
  modalities: { acc },
  options: {},
  async *recordings(files, _options, _random, report) {
    const give = "the folder that holds HMP_Dataset.zip, packed or unpacked";
    const places = Object.values<string>(folders);
    for (const file of expectFiles(files, filePattern, "Accelerometer-*.txt", give)) {
      const [, folder = "", time = "", volunteer = ""] = filePattern.exec(file.path)!;
      const label = places.indexOf(folder);
      if (label >= 0) yield await recordingOf(file, time, volunteer, label);
      else if (folder.endsWith("_MODEL"))
        report({ kind: "left out", what: "copies of other files", count: 1, file: file.path });
      else throw new UserError(`${file.path}: unknown activity "${folder}"`, `give ${give}`);
    }
  },
});

async function recordingOf(
  file: SourceFile,
  time: string,
  subject: string,
  label: number,
): Promise<Recording> {
  const id = baseName(file.path).replace(/^Accelerometer-|\.txt$/g, "");
  return { id, subject, session: time.slice(0, 10), label, signals: { acc: await readAcc(file) } };
}

/** Whole numbers 0 … 63 for −1.5 … 1.5 g (the set's manual). */
async function readAcc(file: SourceFile): Promise<Signal> {
  const { data, columns } = readTextMatrix(await file.bytes(), file.path);
  const wrong = data.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value <= 63));
  if (columns !== 3 || wrong >= 0)
    throw new UserError(
      `${file.path}: expected rows of three whole numbers from 0 to 63, received ${columns === 3 ? `${data[wrong]} in row ${Math.floor(wrong / 3) + 1}` : `${columns}`}`,
      "download the archive again",
    );
  return { ...acc, data: data.map((value) => -1.5 + (value / 63) * 3) };
}
