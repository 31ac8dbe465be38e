/** @file WISDM v1.1 (activity prediction): a phone in the trouser pocket; one text file holds everybody. */
import type { Recording } from "#core/signal";
import { type Dataset, defineDataset, type Report } from "#sensors/dataset";
import { expectFiles } from "#sensors/expect-files";
import type { SourceFile } from "#sensors/files";
import { numbersOf, readTable, type Table, textsOf } from "#sensors/formats/table";
import { type StampedTable, stampedRows } from "#sensors/stamped-rows";
import { orderStamps, resampleStamped, usualInterval } from "#sensors/stamps";
import { standardGravity } from "#sensors/standard-gravity";

const acc = { unit: "g", channels: ["x", "y", "z"], sampleRate: 20 } as const;
const classes = ["walking", "jogging", "upstairs", "downstairs", "sitting", "standing"] as const;

/** s; a longer step, and any step back, begins another recording. */
const longestGap = 1;

/**
 * 36 people, 6 activities. Its defects are known: lines without a line end, without a z, with a comma too many, and with
 * a time of 0; the first and the third are read, the others left out and counted.
 */
export const wisdmV11: Dataset = defineDataset({
  name: "wisdm-v1-1",
  title: "WISDM v1.1 activity prediction",
  summary: "phone in the trouser pocket, accelerometer at 20 Hz, 36 people, 6 activities",
  source: "Kwapisz, Weiss, Moore 2011, SIGKDD Explorations 12(2), doi:10.1145/1964897.1964918",
  license: "none stated; cite the paper",
  citation:
    "J. R. Kwapisz, G. M. Weiss, S. A. Moore, Activity Recognition using Cell Phone Accelerometers, SIGKDD Explorations 12(2), 2011.",
  homepage: "https://www.cis.fordham.edu/wisdm/dataset.php",
  files: "required",
  downloads: [
    {
      url: "https://www.cis.fordham.edu/wisdm/includes/datasets/latest/WISDM_ar_latest.tar.gz",
      file: "WISDM_ar_latest.tar.gz",
      roughBytes: 11e6,
    },
  ],
  classes,
  modalities: { acc },
  options: {},
  async *recordings(files, _options, _random, report) {
    const give = "the folder that holds WISDM_ar_latest.tar.gz, packed or unpacked";
    const name = "WISDM_ar_v1.1_raw.txt";
    const [file] = expectFiles(files, /(^|\/)WISDM_ar_v1\.1_raw\.txt$/, name, give);
    yield* recordingsOf(file, report);
  },
});

async function* recordingsOf(file: SourceFile, report: Report): AsyncIterable<Recording> {
  const leftOut = (what: string, count: number) =>
    count > 0 && report({ kind: "left out", what, count, file: file.path });
  let broken = 0;
  const table = readTable(await file.bytes(), file.path, {
    ...{ delimiter: ",", terminator: ";", header: false },
    columns: ["subject", "activity", "time", ...acc.channels],
    kinds: {
      subject: "text",
      activity: "text",
      time: "number",
      x: "number",
      y: "number",
      z: "number",
    },
    tolerate: () => broken++,
  });
  const samples = samplesOf(table);
  const rows = [...samples.times.keys()];
  const measured = rows.filter((row) =>
    samples.columns.every((values) => Number.isFinite(values[row])),
  );
  const timed = measured.filter((row) => samples.times[row]! > 0);
  leftOut("malformed lines", broken);
  leftOut("lines without all three values", rows.length - measured.length);
  leftOut("lines without a time", measured.length - timed.length);
  let short = 0;
  const counts = new Map<string, number>();
  for (const stretch of stretchesOf(timed, samples)) {
    const recording = recordingOf(stretch, samples, counts);
    if (recording) yield recording;
    else short += stretch.length;
  }
  leftOut("lines in stretches of less than a second", short);
}

interface Samples extends StampedTable {
  readonly times: Float64Array;
  readonly subjectOf: (row: number) => string;
  readonly activityOf: (row: number) => string;
}

function samplesOf(table: Table): Samples {
  const [subjects, activities] = [textsOf(table, "subject"), textsOf(table, "activity")];
  return {
    times: numbersOf(table, "time").map((nanoseconds) => nanoseconds * 1e-9),
    columns: acc.channels.map((name) => numbersOf(table, name)),
    factor: 1 / standardGravity,
    subjectOf: (row) => subjects.levels[subjects.codes[row]!]!,
    activityOf: (row) => activities.levels[activities.codes[row]!]!,
  };
}

/** Rows of one person, one activity and one take, in the order of the file. */
function* stretchesOf(rows: readonly number[], samples: Samples): Iterable<readonly number[]> {
  let stretch: number[] = [];
  for (const row of rows) {
    const last = stretch.at(-1);
    if (last !== undefined && !follows(row, last, samples)) {
      yield stretch;
      stretch = [];
    }
    stretch.push(row);
  }
  if (stretch.length > 0) yield stretch;
}

function follows(row: number, last: number, { times, subjectOf, activityOf }: Samples): boolean {
  const step = times[row]! - times[last]!;
  const same = subjectOf(row) === subjectOf(last) && activityOf(row) === activityOf(last);
  return same && step >= 0 && step <= longestGap;
}

function recordingOf(
  rows: readonly number[],
  samples: Samples,
  counts: Map<string, number>,
): Recording | undefined {
  const [first] = rows as [number];
  const [subject, activity] = [samples.subjectOf(first), samples.activityOf(first)];
  const stream = orderStamps(stampedRows(acc, samples, rows));
  const label = (classes as readonly string[]).indexOf(activity.toLowerCase());
  if (label < 0 || stream.times.length < 2 || stream.times.at(-1)! - stream.times[0]! < 1)
    return undefined;
  const trial = (counts.get(subject + activity) ?? 0) + 1;
  counts.set(subject + activity, trial);
  return {
    ...{ id: `${subject}-${activity}-${trial}`, subject, trial: String(trial), label },
    signals: { acc: resampleStamped(stream, { sampleRate: acc.sampleRate, longestGap }) },
    measuredRates: { acc: 1 / usualInterval(stream.times) },
  };
}
