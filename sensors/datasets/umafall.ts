/** @file UMAFall: daily activities and falls with up to five sensors on the body; one file is one trial of 15 s. */
import { UserError } from "#core/errors";
import type { Recording, Signal } from "#core/signal";
import { choosePositions } from "#sensors/choose-positions";
import { type Dataset, type DatasetFacts, defineDataset, type Report } from "#sensors/dataset";
import { baseName, expectFiles } from "#sensors/expect-files";
import type { SourceFile } from "#sensors/files";
import { commonSpan, resampleStamped, type StampedSignal } from "#sensors/stamps";
import { readTrialFile, type TrialFile } from "#sensors/umafall/trial-file";
import { positions, streamOf, type WornSensor, wornSensors } from "#sensors/umafall/worn-sensors";

/** Names in the files by class. */
const movements = {
  applauding: "Aplausing",
  bending: "Bending",
  "going-downstairs": "GoDownstairs",
  "going-upstairs": "GoUpstairs",
  "hands-up": "HandsUp",
  hopping: "Hopping",
  jogging: "Jogging",
  "lying-down-on-a-bed": "LyingDown_OnABed",
  "making-a-call": "MakingACall",
  "opening-a-door": "OpeningDoor",
  "sitting-and-getting-up": "Sitting_GettingUpOnAChair",
  walking: "Walking",
  "falling-backward": "backwardFall",
  "falling-forward": "forwardFall",
  "falling-sideways": "lateralFall",
} as const;

const firstFall = Object.keys(movements).indexOf("falling-backward");
const usual = ["wrist", "pocket"];

const filePattern =
  /(?:^|\/)UMAFall_Subject_(\d+)_(?:ADL|Fall)_(\w+?)_(\d+)_(\d{4}-\d\d-\d\d)[^/]*\.csv$/;

/** s; longer silences become missing values. */
const longestGap = 0.5;

export interface UmafallOptions {
  /** Sensors to read: wrist, waist, chest, ankle, pocket. A trial without one of them is left out and counted. */
  readonly positions: readonly string[];
  /** Classes: the 15 movements, or `fall` against everything else. */
  readonly classes: "movement" | "fall";
}

/** 19 people, 12 daily activities and 3 falls; wrist and pocket are in all trials, waist, chest and ankle in most. */
export const umafall: Dataset<UmafallOptions> = defineDataset<UmafallOptions>({
  name: "umafall",
  title: "UMAFall",
  summary:
    "sensors on wrist, waist, chest, ankle and in the pocket, 19 people, 12 activities, 3 falls",
  source: "Casilari et al. 2017, Procedia Computer Science 110, doi:10.1016/j.procs.2017.06.110",
  license: "none stated; cite the paper",
  citation:
    "E. Casilari, J. A. Santoyo-Ramón, J. M. Cano-García, UMAFall: A Multisensor Dataset for the Research on Automatic Fall Detection, Procedia Computer Science 110, 2017.",
  homepage: "https://figshare.com/articles/dataset/UMA_ADL_FALL_Dataset_zip/4214283",
  files: "required",
  byHand: ["open the page in a browser and download UMA_FALL_ADL_dataset.zip"],
  classes: Object.keys(movements),
  modalities: modalitiesOf(wornSensors.filter(({ position }) => usual.includes(position))),
  options: { positions: usual, classes: "movement" },
  async facts(_files, options) {
    const classes = options.classes === "fall" ? ["no-fall", "fall"] : Object.keys(movements);
    return { classes, modalities: modalitiesOf(chosen(options)) };
  },
  async *recordings(files, options, _random, report) {
    const give = "the folder that holds UMA_FALL_ADL_dataset.zip, packed or unpacked";
    for (const file of expectFiles(files, filePattern, "UMAFall_Subject_*.csv", give)) {
      const recording = await recordingOf(file, options, report);
      if (recording) yield recording;
    }
  },
});

function chosen(options: UmafallOptions): readonly WornSensor[] {
  const wanted = choosePositions("umafall", positions, options.positions);
  return wornSensors.filter(({ position }) => wanted.includes(position));
}

function modalitiesOf(sensors: readonly WornSensor[]): DatasetFacts["modalities"] {
  return Object.fromEntries(sensors.map(({ modality, facts }) => [modality, facts]));
}

async function recordingOf(
  file: SourceFile,
  options: UmafallOptions,
  report: Report,
): Promise<Recording | undefined> {
  const [, subject = "", movement = "", trial = "", session = ""] = filePattern.exec(file.path)!;
  const label = Object.values<string>(movements).indexOf(movement);
  if (label < 0) throw new UserError(`${file.path}: unknown movement "${movement}"`);
  const contents = await readTrialFile(file);
  const streams: Record<string, StampedSignal> = {};
  for (const sensor of chosen(options)) {
    const stream = streamOf(sensor, contents);
    if (stream) streams[sensor.modality] = stream;
    else {
      const what = `trials with less than half of the samples of ${sensor.modality}`;
      report({ kind: "left out", what, count: 1, file: file.path });
      return undefined;
    }
  }
  reportRepairs(contents, file, report);
  const id = baseName(file.path).slice(0, -4);
  const fall = Number(label >= firstFall);
  return {
    id,
    subject,
    session,
    trial,
    label: options.classes === "fall" ? fall : label,
    ...uniform(streams),
  };
}

function reportRepairs(
  { repaired, ambiguous }: TrialFile,
  { path: file }: SourceFile,
  report: Report,
) {
  const note = (count: number, what: string) =>
    count > 0 && report({ kind: "repaired", what, count, file });
  note(repaired, "numbers that a spreadsheet had robbed of their decimal point");
  note(ambiguous, "numbers among these with several readings, of which the smoothest was taken");
}

/** All streams on grids of their own over the time that they share. */
function uniform(
  streams: Readonly<Record<string, StampedSignal>>,
): Pick<Recording, "signals" | "measuredRates"> {
  const span = commonSpan(Object.values(streams));
  const signals: Record<string, Signal> = {};
  const measuredRates: Record<string, number> = {};
  for (const [name, stream] of Object.entries(streams)) {
    const { sampleRate } = wornSensors.find(({ modality }) => modality === name)!.facts;
    signals[name] = resampleStamped(stream, { ...span, sampleRate, longestGap });
    measuredRates[name] = meanRate(stream);
  }
  return { signals, measuredRates };
}

/** Hz; times of arrival jitter too much for the median of their steps to mean anything. */
function meanRate({ times }: StampedSignal): number {
  return (times.length - 1) / (times.at(-1)! - times[0]!);
}
