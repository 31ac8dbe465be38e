/** @file MotionSense: a phone in the trouser pocket; one file is one trial. */
import { UserError } from "#core/errors";
import type { Recording } from "#core/signal";
import { type Dataset, defineDataset } from "#sensors/dataset";
import { expectFiles } from "#sensors/expect-files";
import type { SourceFile } from "#sensors/files";
import { numbersOf, readTable } from "#sensors/formats/table";
import { interleaveChannels } from "#sensors/interleave-channels";

const axes = ["x", "y", "z"] as const;
const imu = (unit: string) => ({ unit, channels: axes, sampleRate: 50 });
const modalities = { acc: imu("g"), body: imu("g"), gyro: imu("rad/s") };

/** Folders begin with these, in the order of the classes. */
const prefixes = ["dws", "ups", "wlk", "jog", "sit", "std"];
const filePattern = /(?:^|\/)([a-z]{3})_(\d+)\/sub_(\d+)\.csv$/;

/** 24 people, 6 activities, 15 trials each; `body` is `acc` without gravity. */
export const motionSense: Dataset = defineDataset({
  name: "motion-sense",
  title: "MotionSense",
  summary:
    "phone in the trouser pocket, accelerometer and gyroscope at 50 Hz, 24 people, 6 activities",
  source: "Malekzadeh et al. 2019, IoTDI, doi:10.1145/3302505.3310068",
  license: "MIT",
  citation:
    "M. Malekzadeh, R. G. Clegg, A. Cavallaro, H. Haddadi, Mobile Sensor Data Anonymization, IoTDI 2019.",
  homepage: "https://github.com/mmalekzadeh/motion-sense",
  files: "required",
  downloads: [
    {
      url: "https://github.com/mmalekzadeh/motion-sense/raw/master/data/A_DeviceMotion_data.zip",
      file: "A_DeviceMotion_data.zip",
    },
  ],
  classes: ["walking-downstairs", "walking-upstairs", "walking", "jogging", "sitting", "standing"],
  modalities,
  options: {},
  async *recordings(files) {
    const give = "the folder that holds A_DeviceMotion_data.zip, packed or unpacked";
    for (const file of expectFiles(files, filePattern, "dws_*/sub_*.csv", give)) {
      yield await recordingOf(file);
    }
  },
});

async function recordingOf(file: SourceFile): Promise<Recording> {
  const [, prefix = "", trial = "", subject = ""] = filePattern.exec(file.path)!;
  const label = prefixes.indexOf(prefix);
  if (label < 0)
    throw new UserError(
      `${file.path}: unknown activity "${prefix}"`,
      `known: ${prefixes.join(", ")}; give the folder A_DeviceMotion_data alone`,
    );
  const table = readTable(await file.bytes(), file.path, { delimiter: ",", header: true });
  const vector = (name: string) => axes.map((axis) => numbersOf(table, `${name}.${axis}`));
  const [gravity, user, rotation] = ["gravity", "userAcceleration", "rotationRate"].map(vector);
  const total = user!.map((values, axis) => values.map((value, t) => value + gravity![axis]![t]!));
  const data = (series: readonly Float64Array[]) => interleaveChannels(file.path, series);
  return {
    ...{ id: `${prefix}_${trial}-${subject}`, subject, trial, label },
    signals: {
      acc: { ...modalities.acc, data: data(total) },
      body: { ...modalities.body, data: data(user!) },
      gyro: { ...modalities.gyro, data: data(rotation!) },
    },
  };
}
