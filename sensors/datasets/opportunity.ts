/** @file Opportunity: a kitchen's worth of sensors on four people; one file is one run. */
import type { Recording, Signal } from "#core/signal";
import { choosePositions } from "#sensors/choose-positions";
import { type Dataset, type DatasetFacts, defineDataset } from "#sensors/dataset";
import { expectFiles } from "#sensors/expect-files";
import type { SourceFile } from "#sensors/files";
import { stampedTrack } from "#sensors/label-track";
import { readColumns } from "#sensors/read-columns";
import { stampedRows } from "#sensors/stamped-rows";
import { orderStamps, resampleStamped } from "#sensors/stamps";

/** First column (1-based, as in column_names.txt) of the sensors on a place; the Bluetooth ones have no gyroscope. */
const places = {
  hip: { acc: 5 },
  "right-wrist": { acc: 23 },
  "left-wrist": { acc: 32 },
  back: { acc: 38, gyro: 41 },
  "right-upper-arm": { acc: 51, gyro: 54 },
  "right-lower-arm": { acc: 64, gyro: 67 },
  "left-upper-arm": { acc: 77, gyro: 80 },
  "left-lower-arm": { acc: 90, gyro: 93 },
} as const;
type Position = keyof typeof places;
const units = { acc: "g", gyro: "rad/s" } as const;
const facts = { channels: ["x", "y", "z"], sampleRate: 30, gaps: true } as const;

/** Column of the labels, and class by number. */
const labels = {
  locomotion: { column: 244, codes: { 1: "standing", 2: "walking", 4: "sitting", 5: "lying" } },
  gestures: {
    column: 250,
    codes: {
      ...{
        406516: "open-door-1",
        406517: "open-door-2",
        404516: "close-door-1",
        404517: "close-door-2",
      },
      ...{ 406520: "open-fridge", 404520: "close-fridge", 406505: "open-dishwasher" },
      ...{ 404505: "close-dishwasher", 406519: "open-drawer-1", 404519: "close-drawer-1" },
      ...{ 406511: "open-drawer-2", 404511: "close-drawer-2", 406508: "open-drawer-3" },
      ...{ 404508: "close-drawer-3", 408512: "clean-table", 407521: "drink-from-cup" },
      405506: "toggle-switch",
    },
  },
} as const;

const filePattern = /(?:^|\/)S(\d)-(ADL\d|Drill)\.dat$/;

export interface OpportunityOptions {
  /** Places on the body to read. */
  readonly positions: readonly string[];
  /** Which track of labels: 17 gestures of the right arm and hand, or 4 modes of locomotion. */
  readonly labels: "gestures" | "locomotion";
}

/**
 * 4 people, five runs of a morning's activities and one of drilled gestures each. The challenge tests on ADL4 and ADL5 of
 * subjects 2 and 3: a split by run.
 */
export const opportunity: Dataset<OpportunityOptions> = defineDataset<OpportunityOptions>({
  name: "opportunity",
  title: "Opportunity Activity Recognition",
  summary:
    "inertial units on arms, back, wrists and hip at 30 Hz, 4 people, 17 gestures or 4 postures",
  source: "Roggen et al. 2010, INSS, doi:10.1109/INSS.2010.5573462; Chavarriaga et al. 2013",
  license: "CC BY 4.0",
  citation:
    "D. Roggen et al., Collecting complex activity datasets in highly rich networked sensor environments, INSS 2010; R. Chavarriaga et al., The Opportunity challenge, Pattern Recognit. Lett. 34(15), 2013.",
  homepage: "https://archive.ics.uci.edu/dataset/226/opportunity+activity+recognition",
  files: "required",
  downloads: [
    {
      url: "https://archive.ics.uci.edu/static/public/226/opportunity+activity+recognition.zip",
      file: "opportunity+activity+recognition.zip",
    },
  ],
  classes: Object.values(labels.gestures.codes),
  modalities: modalitiesAt(["right-lower-arm"]),
  options: { positions: ["right-lower-arm"], labels: "gestures" },
  async facts(_files, options) {
    const classes = Object.values(labels[options.labels].codes);
    return { classes, modalities: modalitiesAt(positionsOf(options)) };
  },
  async *recordings(files, options) {
    const give = "the folder that holds S1-ADL1.dat, … (or the archive of it)";
    for (const file of expectFiles(files, filePattern, "S*-ADL*.dat", give))
      yield await recordingOf(file, options);
  },
});

function positionsOf({ positions }: OpportunityOptions): readonly Position[] {
  return choosePositions("opportunity", Object.keys(places) as Position[], positions);
}

function modalitiesAt(positions: readonly Position[]): DatasetFacts["modalities"] {
  return Object.fromEntries(
    positions.flatMap((position) =>
      Object.keys(places[position]).map(
        (kind) =>
          [`${kind}-${position}`, { ...facts, unit: units[kind as keyof typeof units] }] as const,
      ),
    ),
  );
}

/** Numbers are thousandths of g and of rad/s; NaN where the radio failed. */
async function recordingOf(file: SourceFile, options: OpportunityOptions): Promise<Recording> {
  const [, subject = "", run = ""] = filePattern.exec(file.path)!;
  const track = labels[options.labels];
  const worn = positionsOf(options).flatMap((position) =>
    Object.entries(places[position]).map(([kind, first]) => ({ kind, position, first })),
  );
  const wanted = [1, track.column, ...worn.flatMap(({ first }) => [first, first + 1, first + 2])];
  const zeroBased = wanted.map((place) => place - 1);
  const [ms, codes, ...values] = await readColumns(file, zeroBased, { width: 250 });
  const times = ms!.map((value) => value / 1000);
  const rows = Int32Array.from(times.keys());
  const signals: Record<string, Signal> = {};
  for (const [i, { kind, position }] of worn.entries()) {
    const modality = { ...facts, unit: units[kind as keyof typeof units] };
    const columns = values.slice(3 * i, 3 * i + 3);
    const stream = orderStamps(stampedRows(modality, { times, columns, factor: 1e-3 }, rows));
    signals[`${kind}-${position}`] = resampleStamped(stream, { sampleRate: facts.sampleRate });
  }
  const numbers = Object.keys(track.codes).map(Number);
  const steps = Object.values(signals)[0]!.data.length / facts.channels.length;
  return {
    ...{ id: `S${subject}-${run}`, subject, run, signals },
    label: stampedTrack(times, (row) => numbers.indexOf(codes![row]!), steps, facts.sampleRate),
  };
}
