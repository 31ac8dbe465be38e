/** @file MMAct: a watch and a phone while people act in four scenes; one file is one action as one sensor saw it. */
import { UserError } from "#core/errors";
import type { Recording, Signal } from "#core/signal";
import { type Dataset, defineDataset, type Report } from "#sensors/dataset";
import { expectFiles } from "#sensors/expect-files";
import type { SourceFile } from "#sensors/files";
import { numbersOf, readTable, textsOf } from "#sensors/formats/table";
import { stampedRows } from "#sensors/stamped-rows";
import { commonSpan, orderStamps, resampleStamped, type StampedSignal } from "#sensors/stamps";
import { standardGravity } from "#sensors/standard-gravity";

const channels = ["x", "y", "z"] as const;
const modalities = {
  "acc-watch": { unit: "g", channels, sampleRate: 100, gaps: true },
  "acc-phone": { unit: "g", channels, sampleRate: 100, gaps: true },
  "gyro-phone": { unit: "rad/s", channels, sampleRate: 50, gaps: true },
} as const;
type Name = keyof typeof modalities;

/** Folder by modality; orientations are passed over. */
const folders: Readonly<Record<Name, string>> = {
  "acc-watch": "acc_watch_clip",
  "acc-phone": "acc_phone_clip",
  "gyro-phone": "gyro_clip",
};

const classes = [
  ...["carrying", "carrying-heavy", "carrying-light", "checking-time", "closing", "crouching"],
  ...["drinking", "entering", "exiting", "fall", "jumping", "kicking", "loitering"],
  ...["looking-around", "opening", "picking-up", "pocket-in", "pocket-out", "pointing", "pulling"],
  ...["pushing", "running", "setting-down", "sitting", "sitting-down", "standing", "standing-up"],
  ...["talking", "talking-on-phone", "throwing", "transferring-object", "using-pc"],
  ...["using-phone", "walking", "waving-hand"],
];

const filePattern =
  /(?:^|\/)(acc_watch_clip|acc_phone_clip|gyro_clip)\/subject(\d+)\/scene(\d+)\/session(\d+)\/([A-Za-z_ ]+)\.csv$/;

/** s; longer silences become missing values. */
const longestGap = 0.5;
const everybody = Array.from({ length: 20 }, (_, i) => String(i + 1));

/** 20 people, 35 actions (by the names of the files), four scenes, five sessions; whoever uses it must sign for it. */
export const mmact: Dataset = defineDataset({
  name: "mmact",
  title: "MMAct",
  summary: "watch and phone accelerometers at 100 Hz, phone gyroscope, 20 people, 35 actions",
  source: "Kong et al. 2019, ICCV, doi:10.1109/ICCV.2019.00875",
  license: "for research, on request",
  citation:
    "Q. Kong, Z. Wu, Z. Deng, M. Klinkigt, B. Tong, T. Murakami, MMAct: A Large-Scale Dataset for Cross Modal Human Action Understanding, ICCV 2019.",
  homepage: "https://mmact19.github.io/2019/",
  files: "required",
  byHand: [
    "fill in the form on the page; its authors then send a link",
    "download acc_watch_clip, acc_phone_clip and gyro_clip",
  ],
  classes,
  modalities,
  split: { train: everybody.slice(0, 16), test: everybody.slice(16) },
  options: {},
  async *recordings(files, _options, _random, report) {
    const give =
      "the folder that holds acc_watch_clip, acc_phone_clip and gyro_clip, packed or unpacked";
    const found = expectFiles(files, filePattern, "acc_watch_clip/subject*/…/*.csv", give);
    const takes = new Map<string, SourceFile[]>();
    for (const file of found) {
      const key = keyOf(file);
      if (!takes.get(key)?.push(file)) takes.set(key, [file]);
    }
    for (const take of takes.values()) {
      const recording = await recordingOf(take, report);
      if (recording) yield recording;
    }
  },
});

/** The same for the files of one take; some names are written with capitals in one sensor's folder only. */
function keyOf({ path }: SourceFile): string {
  return filePattern.exec(path)!.slice(2).join("-").toLowerCase();
}

async function recordingOf(
  take: readonly SourceFile[],
  report: Report,
): Promise<Recording | undefined> {
  const [first] = take as [SourceFile];
  const [, , subject = "", scene = "", session = "", action = ""] = filePattern.exec(first.path)!;
  const label = classes.indexOf(action.trim().toLowerCase().replaceAll("_", "-"));
  if (label < 0)
    throw new UserError(
      `${first.path}: unknown action "${action}"`,
      `known: ${classes.join(", ")}`,
    );
  const streams: Partial<Record<Name, StampedSignal>> = {};
  for (const [name, folder] of Object.entries(folders) as [Name, string][]) {
    const file = take.find(({ path }) => filePattern.exec(path)![1] === folder);
    const stream = file && file.size > 0 ? await readStream(file, name) : undefined;
    if (stream && stream.times.length > 1) streams[name] = stream;
    else {
      report({ kind: "left out", what: `actions without ${name}`, count: 1, file: first.path });
      return undefined;
    }
  }
  const span = commonSpan(Object.values(streams));
  const signals: Record<string, Signal> = {};
  for (const [name, stream] of Object.entries(streams)) {
    const { sampleRate } = modalities[name as Name];
    signals[name] = resampleStamped(stream, { ...span, sampleRate, longestGap });
  }
  return { id: keyOf(first), subject, session, run: `scene${scene}`, label, signals };
}

/** Lines "20181019_13:32:40.123,x,y,z"; a full second may lack its decimals. */
async function readStream(file: SourceFile, name: Name): Promise<StampedSignal> {
  const table = readTable(await file.bytes(), file.path, {
    ...{ delimiter: ",", header: false, columns: ["time", ...channels] },
    kinds: { time: "text", x: "number", y: "number", z: "number" },
  });
  const { codes, levels } = textsOf(table, "time");
  const seconds = levels.map((text) => secondsOf(text, file));
  const times = Float64Array.from(codes, (code) => seconds[code]!);
  const factor = modalities[name].unit === "g" ? 1 / standardGravity : 1;
  const columns = channels.map((axis) => numbersOf(table, axis));
  return orderStamps(stampedRows(modalities[name], { times, columns, factor }, [...times.keys()]));
}

function secondsOf(text: string, { path }: SourceFile): number {
  const parts = /^(\d{4})(\d\d)(\d\d)_(\d\d):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text);
  if (!parts)
    throw new UserError(`${path}: "${text}" is no time`, "expected 20181019_13:32:40.123");
  const [year, month, day, hours, minutes, seconds] = parts.slice(1).map(Number);
  return Date.UTC(year!, month! - 1, day!, hours!, minutes!) / 1000 + seconds!;
}
