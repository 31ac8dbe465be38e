/** @file PAMAP2: inertial units on hand, chest and ankle, and a heart-rate monitor; one file is one person's sitting. */
import type { Recording, Signal } from "#core/signal";
import { choosePositions } from "#sensors/choose-positions";
import { type Dataset, type DatasetFacts, defineDataset } from "#sensors/dataset";
import { expectFiles } from "#sensors/expect-files";
import type { SourceFile } from "#sensors/files";
import { stampedTrack } from "#sensors/label-track";
import { readColumns } from "#sensors/read-columns";
import { stampedRows } from "#sensors/stamped-rows";
import { orderStamps, resampleStamped } from "#sensors/stamps";
import { standardGravity } from "#sensors/standard-gravity";

/** First column (0-based) of a unit; of its 17, 1 to 3 are acceleration (±16 g), 7 to 9 rotation, 10 to 12 magnetism. */
const units = { hand: 3, chest: 20, ankle: 37 } as const;
const sensors = {
  acc: { offset: 1, unit: "g", factor: 1 / standardGravity },
  gyro: { offset: 7, unit: "rad/s", factor: 1 },
  mag: { offset: 10, unit: "µT", factor: 1 },
} as const;
type Position = keyof typeof units;

const facts = { channels: ["x", "y", "z"], sampleRate: 100, gaps: true } as const;
const heart = {
  channels: ["rate"],
  unit: "1/min",
  sampleRate: 10,
  gaps: true,
  optional: true,
} as const;

/** Class by number; 0 is what happens in between. */
const protocol = {
  ...{ 1: "lying", 2: "sitting", 3: "standing", 4: "walking", 5: "running", 6: "cycling" },
  ...{ 7: "nordic-walking", 12: "ascending-stairs", 13: "descending-stairs" },
  ...{ 16: "vacuum-cleaning", 17: "ironing", 24: "rope-jumping" },
} as const;
const optional = {
  ...{ 9: "watching-tv", 10: "computer-work", 11: "car-driving" },
  ...{ 18: "folding-laundry", 19: "house-cleaning", 20: "playing-soccer" },
} as const;

const filePattern = /(?:^|\/)(Protocol|Optional)\/subject(\d+)\.dat$/;

export interface Pamap2Options {
  /** Units to read: hand (on the wrist), chest, ankle. */
  readonly positions: readonly string[];
  /** The 12 activities of the protocol, or these and six that some people added. */
  readonly activities: "protocol" | "all";
}

/** 9 people, 12 activities (18 with the optional ones) of some minutes each; heart rate is `heart`. */
export const pamap2: Dataset<Pamap2Options> = defineDataset<Pamap2Options>({
  name: "pamap2",
  title: "PAMAP2 Physical Activity Monitoring",
  summary:
    "inertial units on wrist, chest and ankle at 100 Hz, heart rate, 9 people, 12 activities",
  source: "Reiss and Stricker 2012, ISWC, doi:10.1109/ISWC.2012.13",
  license: "CC BY 4.0",
  citation:
    "A. Reiss, D. Stricker, Introducing a New Benchmarked Dataset for Activity Monitoring, ISWC 2012.",
  homepage: "https://archive.ics.uci.edu/dataset/231/pamap2+physical+activity+monitoring",
  files: "required",
  downloads: [
    {
      url: "https://archive.ics.uci.edu/static/public/231/pamap2+physical+activity+monitoring.zip",
      file: "pamap2+physical+activity+monitoring.zip",
    },
  ],
  classes: Object.values(protocol),
  modalities: modalitiesAt(["hand", "chest", "ankle"]),
  options: { positions: ["hand", "chest", "ankle"], activities: "protocol" },
  async facts(_files, options) {
    return {
      classes: Object.values(codesOf(options)),
      modalities: modalitiesAt(positionsOf(options)),
    };
  },
  async *recordings(files, options, _random, report) {
    const give = "the folder that holds Protocol/subject101.dat, … (or the archive of it)";
    for (const file of expectFiles(files, filePattern, "Protocol/subject*.dat", give)) {
      const part = filePattern.exec(file.path)![1]!;
      if (part === "Protocol" || options.activities === "all")
        yield await recordingOf(file, options);
      else
        report({
          kind: "left out",
          what: "sittings of optional activities",
          count: 1,
          file: file.path,
        });
    }
  },
});

function codesOf({ activities }: Pamap2Options): Readonly<Record<number, string>> {
  return activities === "all" ? { ...protocol, ...optional } : protocol;
}

function positionsOf({ positions }: Pamap2Options): readonly Position[] {
  return choosePositions("pamap2", Object.keys(units) as Position[], positions);
}

function modalitiesAt(positions: readonly Position[]): DatasetFacts["modalities"] {
  const entries = positions.flatMap((position) =>
    Object.entries(sensors).map(
      ([kind, { unit }]) => [`${kind}-${position}`, { ...facts, unit }] as const,
    ),
  );
  return { ...Object.fromEntries(entries), heart };
}

async function recordingOf(file: SourceFile, options: Pamap2Options): Promise<Recording> {
  const [, part = "", subject = ""] = filePattern.exec(file.path)!;
  const worn = positionsOf(options).flatMap((position) =>
    Object.entries(sensors).map(([kind, { offset, unit, factor }]) => {
      const first = units[position] + offset;
      return { name: `${kind}-${position}`, places: [first, first + 1, first + 2], unit, factor };
    }),
  );
  const wanted = [0, 1, 2, ...worn.flatMap(({ places }) => places)];
  const read = await readColumns(file, wanted, { width: 54 });
  const [times, codes, rates] = read as [Float64Array, Float64Array, Float64Array];
  const span = { start: times[0]!, end: times.at(-1)! };
  const every = Int32Array.from(times.keys());
  const signals: Record<string, Signal> = {};
  for (const [i, { name, unit, factor }] of worn.entries()) {
    const stamped = { times, columns: read.slice(3 + 3 * i, 6 + 3 * i), factor };
    const stream = orderStamps(stampedRows({ ...facts, unit }, stamped, every));
    signals[name] = resampleStamped(stream, { ...span, sampleRate: facts.sampleRate });
  }
  const beats = every.filter((row) => Number.isFinite(rates[row]));
  if (beats.length > 1) {
    const stream = orderStamps(stampedRows(heart, { times, columns: [rates] }, beats));
    signals.heart = resampleStamped(stream, {
      ...span,
      sampleRate: heart.sampleRate,
      longestGap: 3,
    });
  }
  const numbers = Object.keys(codesOf(options)).map(Number);
  const steps = Object.values(signals)[0]!.data.length / facts.channels.length;
  return {
    ...{ id: `${part.toLowerCase()}-${subject}`, subject, session: part.toLowerCase(), signals },
    label: stampedTrack(times, (row) => numbers.indexOf(codes[row]!), steps, facts.sampleRate),
  };
}
