/** @file What a person should know before training on a data set, in sentences. */
import { counted } from "#core/counted";
import type { Inspection, ModalityPart } from "./inspection.ts";

const most = {
  /** Longest class over shortest. */
  imbalance: 3,
  /** One person's share of all time, where there are five or more. */
  dominance: 0.3,
  /** Share of values at the sensor's limit. */
  clipped: 1e-4,
  /** Between the usual measured rate and the stated one. */
  drift: 0.05,
  /** Of one recording's rate against the stated one. */
  stretch: 1.5,
  /** Mean length of an acceleration in g: gravity and some movement. */
  acceleration: 5,
  /** rad/s; faster than people turn on average. */
  turning: 20,
} as const;

const fewest = { people: 3 } as const;

const anonymous =
  "the files do not say who is who: every recording counts as a person of its own, so a split by person keeps nobody apart";

/** The most important first; empty where nothing stands out. */
export function findings(inspection: Inspection): readonly string[] {
  return [
    ...units(inspection),
    ...absentClasses(inspection),
    ...rates(inspection),
    ...damage(inspection),
    ...balance(inspection),
    ...(inspection.anonymous ? [anonymous] : people(inspection)),
    ...inspection.notes.map(
      ({ kind, what, count, files }) => `${kind}: ${count} ${what}, in ${counted(files, "file")}`,
    ),
  ];
}

function absentClasses({ classes }: Inspection): string[] {
  const absent = classes.filter(({ seconds }) => seconds === 0).map(({ name }) => name);
  return absent.length === 0 ? [] : [`nobody shows ${absent.join(", ")}: leave the class out`];
}

function balance({ classes }: Inspection): string[] {
  const shown = classes.filter(({ seconds }) => seconds > 0);
  const sorted = [...shown].sort((a, b) => b.seconds - a.seconds);
  const [longest, shortest] = [sorted[0], sorted.at(-1)];
  if (!longest || !shortest) return [];
  const ratio = longest.seconds / shortest.seconds;
  if (ratio < most.imbalance) return [];
  return [
    `unbalanced: ${longest.name} lasts ${round(ratio)} times as long as ${shortest.name}; look at macro F1 rather than accuracy`,
  ];
}

function people({ classes, subjects, seconds }: Inspection): string[] {
  const rare = classes.filter((part) => part.subjects > 0 && part.subjects < fewest.people);
  const told = rare.map((part) => `${part.name} (${part.subjects} of ${subjects.length})`);
  const shares = subjects.map((part) => ({
    subject: part.subject,
    share: (part.unlabelled + part.seconds.reduce((sum, each) => sum + each, 0)) / seconds,
  }));
  const largest = shares.reduce((a, b) => (b.share > a.share ? b : a), shares[0]!);
  return [
    ...(rare.length > 0 && subjects.length >= fewest.people
      ? [`shown by too few people to train, validate and test on: ${told.join(", ")}`]
      : []),
    ...(subjects.length < fewest.people
      ? [`${counted(subjects.length, "person", "people")}: a split by person needs three`]
      : []),
    ...(subjects.length >= 5 && largest.share > most.dominance
      ? [`${round(100 * largest.share)} % of all time is ${largest.subject}'s`]
      : []),
  ];
}

function units({ modalities }: Inspection): string[] {
  return Object.entries(modalities).flatMap(([name, part]) => {
    const size = axesLength(part);
    if (part.unit === "g" && size > most.acceleration)
      return [`${name} is ${round(size)} g long on average: it looks like m/s², not g`];
    if (part.unit === "rad/s" && size > most.turning)
      return [`${name} turns by ${round(size)} rad/s on average: it looks like °/s, not rad/s`];
    const spread = Math.max(...part.channels.map(({ sd }) => sd));
    if (part.unit === "µV" && spread < 0.1)
      return [`${name} varies by ${spread.toPrecision(2)} µV: it looks like V or mV, not µV`];
    return [];
  });
}

/** Root mean square length of the vector x, y, z; 0 where there are other channels. */
function axesLength({ channels }: ModalityPart): number {
  if (channels.length !== 3) return 0;
  return Math.sqrt(channels.reduce((sum, { mean, sd }) => sum + mean ** 2 + sd ** 2, 0));
}

function rates({ modalities }: Inspection): string[] {
  return Object.entries(modalities).flatMap(([name, { rates: found, measured, sampleRate }]) => {
    const others = found.filter((each) => each.sampleRate !== sampleRate);
    const count = others.reduce((sum, { recordings }) => sum + recordings, 0);
    return [
      ...(count > 0
        ? [`${name}: ${counted(count, "recording")} at another rate than ${sampleRate} Hz`]
        : []),
      ...(measured ? stampedRates(name, sampleRate, measured) : []),
    ];
  });
}

function stampedRates(
  name: string,
  stated: number,
  { least, median, greatest }: NonNullable<ModalityPart["measured"]>,
): string[] {
  if (Math.abs(median / stated - 1) > most.drift)
    return [`${name}: its time stamps show ${round(median)} Hz, stated are ${stated} Hz`];
  if (Math.max(greatest / stated, stated / least) < most.stretch) return [];
  return [
    `${name}: by their time stamps, recordings have from ${round(least)} to ${round(greatest)} Hz; stated are ${stated} Hz`,
  ];
}

function damage({ modalities }: Inspection): string[] {
  return Object.entries(modalities).flatMap(([name, part]) => {
    const values = part.steps * part.channels.length;
    const sum = (key: "missing" | "clipped" | "flat") =>
      part.channels.reduce((total, channel) => total + channel[key], 0);
    const flat = part.channels.filter((channel) => channel.flat > 0).map((channel) => channel.name);
    return [
      ...(part.gaps > 0
        ? [
            `${name}: ${share(sum("missing"), values)} of its values are missing, in ${counted(part.gaps, "gap")}, the longest of ${round(part.longestGap)} s`,
          ]
        : []),
      ...(sum("clipped") > most.clipped * values
        ? [`${name}: ${share(sum("clipped"), values)} of its values lie at the sensor's limit`]
        : []),
      ...(flat.length > 0
        ? [`${name}: ${listed(flat)} never changes in ${counted(sum("flat"), "recording")}`]
        : []),
    ];
  });
}

function share(part: number, all: number): string {
  return `${round((100 * part) / all)} %`;
}

/** Two significant digits, without an exponent. */
function round(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

function listed(names: readonly string[]): string {
  return names.length <= 4
    ? names.join(", ")
    : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}
