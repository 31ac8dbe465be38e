/** @file Berkeley MHAD: six accelerometers and an optical motion-capture suit, paired; one trial has a file of each. */
import { UserError } from "#core/errors";
import { median } from "#core/quantiles";
import type { Recording, Signal } from "#core/signal";
import { choosePositions } from "#sensors/choose-positions";
import { type Dataset, type DatasetFacts, defineDataset, type Report } from "#sensors/dataset";
import { baseName, expectFiles } from "#sensors/expect-files";
import type { Files, SourceFile } from "#sensors/files";
import { interleaveChannels } from "#sensors/interleave-channels";
import { readColumns } from "#sensors/read-columns";
import { stampedRows } from "#sensors/stamped-rows";
import {
  commonSpan,
  orderStamps,
  resampleStamped,
  type StampedSignal,
  type StampOptions,
} from "#sensors/stamps";
import { standardGravity } from "#sensors/standard-gravity";

/** Number of the accelerometer by place. */
const places = {
  ...{ "left-wrist": "01", "right-wrist": "02", "left-hip": "03" },
  ...{ "right-hip": "04", "left-ankle": "05", "right-ankle": "06" },
} as const;
type Position = keyof typeof places;

const axes = ["x", "y", "z"] as const;
const acc = { unit: "g", channels: axes, sampleRate: 30, gaps: true } as const;
const markerCount = 43;
const markers = {
  unit: "m",
  channels: Array.from({ length: markerCount }, (_, i) =>
    axes.map((axis) => `marker-${i + 1}.${axis}`),
  ).flat(),
  sampleRate: 30, // from 480
  gaps: true,
};

export interface BerkeleyMhadOptions {
  /** Accelerometers to read; a trial without one of them is left out and counted. */
  readonly positions: readonly string[];
  /** Whether to read the 43 markers of the motion capture too. */
  readonly markers: boolean;
}

/** 12 people, 11 actions, 5 times each; the motion capture is thinned out to the rate of the accelerometers. */
export const berkeleyMhad: Dataset<BerkeleyMhadOptions> = defineDataset<BerkeleyMhadOptions>({
  name: "berkeley-mhad",
  title: "Berkeley MHAD",
  summary: "six accelerometers at 30 Hz and 43 motion-capture markers, 12 people, 11 actions",
  source: "Ofli et al. 2013, WACV, doi:10.1109/WACV.2013.6474999",
  license: "BSD 2-clause",
  citation:
    "F. Ofli, R. Chaudhry, G. Kurillo, R. Vidal, R. Bajcsy, Berkeley MHAD: A Comprehensive Multimodal Human Action Database, WACV 2013.",
  homepage: "https://tele-immersion.citris-uc.org/berkeley_mhad",
  files: "required",
  byHand: ["read the terms on the page and download the folders Accelerometer and Mocap"],
  classes: [
    ...["jumping-in-place", "jumping-jacks", "bending", "punching", "waving-two-hands"],
    ...["waving-one-hand", "clapping", "throwing", "sitting-down-and-standing-up"],
    ...["sitting-down", "standing-up"],
  ],
  modalities: modalitiesAt(["right-wrist"], true),
  split: {
    train: ["01", "02", "03", "04", "05", "06", "07"],
    test: ["08", "09", "10", "11", "12"],
  },
  options: { positions: ["right-wrist"], markers: true },
  async facts(_files, options) {
    const { classes, split } = berkeleyMhad;
    const modalities = modalitiesAt(positionsOf(options), options.markers);
    return { classes, modalities, ...(split && { split }) };
  },
  async *recordings(files, options, _random, report) {
    const give = "the folder that holds Accelerometer and Mocap, packed or unpacked";
    const first = places[positionsOf(options)[0]!];
    const pattern = new RegExp(`(^|/)acc_h${first}_s\\d\\d_a\\d\\d_r\\d\\d\\.txt$`);
    for (const file of expectFiles(files, pattern, `acc_h${first}_s*_a*_r*.txt`, give)) {
      const trial = baseName(file.path).slice("acc_h01_".length, -".txt".length);
      const recording = await recordingOf(trial, files, options, report);
      if (recording) yield recording;
    }
  },
});

function positionsOf({ positions }: BerkeleyMhadOptions): readonly Position[] {
  return choosePositions("berkeley-mhad", Object.keys(places) as Position[], positions);
}

function modalitiesAt(positions: readonly Position[], mocap: boolean): DatasetFacts["modalities"] {
  const worn = Object.fromEntries(positions.map((position) => [`acc-${position}`, acc]));
  return mocap ? { ...worn, markers } : worn;
}

/** `trial`: "s01_a01_r01". */
async function recordingOf(
  trial: string,
  files: Files,
  options: BerkeleyMhadOptions,
  report: Report,
): Promise<Recording | undefined> {
  const [, subject = "", action = "", repetition = ""] = trial.match(/^s(\d\d)_a(\d\d)_r(\d\d)$/)!;
  const names = Object.fromEntries(
    positionsOf(options).map((position) => [
      `acc-${position}`,
      `acc_h${places[position]}_${trial}`,
    ]),
  );
  if (options.markers) names.markers = `moc_${trial}`;
  const streams: Record<string, StampedSignal> = {};
  for (const [modality, name] of Object.entries(names)) {
    const [file] = files.list(new RegExp(`(^|/)${name}\\.txt$`));
    if (file)
      streams[modality] = await (modality === "markers" ? readMarkers(file) : readAcc(file));
    else
      report({
        kind: "left out",
        what: `trials without ${modality}`,
        count: 1,
        file: `${name}.txt`,
      });
    if (!file) return undefined;
  }
  const grid = {
    ...commonSpan(Object.values(streams)),
    sampleRate: acc.sampleRate,
    longestGap: 0.5,
  };
  const signals: Record<string, Signal> = {};
  for (const [modality, stream] of Object.entries(streams))
    signals[modality] = byPoint(stream, grid);
  return { id: trial, subject, trial: repetition, label: Number(action) - 1, signals };
}

/** Each marker by itself: one that was hidden does not hide the others. */
function byPoint(stream: StampedSignal, grid: StampOptions): Signal {
  const { times, data, channels, unit } = stream;
  const width = channels.length;
  const steps = times.length;
  const column = (c: number) =>
    Float32Array.from({ length: steps }, (_, t) => data[t * width + c]!);
  const points: Signal[] = [];
  for (let first = 0; first < width; first += 3) {
    const own = interleaveChannels("berkeley-mhad", [first, first + 1, first + 2].map(column));
    points.push(resampleStamped({ times, data: own, channels: axes, unit }, grid));
  }
  const columns = points.flatMap((point) =>
    axes.map((_, axis) => point.data.filter((_value, i) => i % 3 === axis)),
  );
  return {
    channels,
    unit,
    sampleRate: grid.sampleRate,
    data: interleaveChannels("berkeley-mhad", columns),
  };
}

/** x, y, z and the time in s; the files do not say in which unit, but gravity does. */
async function readAcc(file: SourceFile): Promise<StampedSignal> {
  const [x, y, z, times] = await readColumns(file, [0, 1, 2, 3], { width: 4 });
  const usual = median(Array.from(x!, (value, i) => Math.hypot(value, y![i]!, z![i]!)));
  const factor =
    usual > 0.5 && usual < 2 ? 1 : usual > 5 && usual < 20 ? 1 / standardGravity : undefined;
  if (factor === undefined)
    throw new UserError(
      `${file.path}: the usual acceleration is ${usual.toFixed(2)}, neither 1 g nor 9.8 m/s²`,
      "check that this is an accelerometer's file",
    );
  const rows = [...times!.keys()];
  return orderStamps(stampedRows(acc, { times: times!, columns: [x!, y!, z!], factor }, rows));
}

/** Three columns in mm for each marker, the frame, the time in s; a marker that was hidden stands at 0, 0, 0. */
async function readMarkers(file: SourceFile): Promise<StampedSignal> {
  const width = 3 * markerCount;
  const places = Array.from({ length: width }, (_, i) => i);
  const read = await readColumns(file, [...places, width + 1], { width: width + 2 });
  const [columns, times] = [read.slice(0, width), read[width]!];
  for (let marker = 0; marker < width; marker += 3) {
    const [x, y, z] = [columns[marker]!, columns[marker + 1]!, columns[marker + 2]!];
    for (let i = 0; i < times.length; i++)
      if (x[i] === 0 && y[i] === 0 && z[i] === 0) x[i] = y[i] = z[i] = Number.NaN;
  }
  return orderStamps(stampedRows(markers, { times, columns, factor: 1e-3 }, [...times.keys()]));
}
