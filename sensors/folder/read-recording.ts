/** @file One CSV file of a person's own → a recording. */
import { nearest, UserError } from "#core/errors";
import type { Modality, Recording, Signal } from "#core/signal";
import type { Report } from "#sensors/dataset";
import type { SourceFile } from "#sensors/files";
import { type CsvTable, readCsv } from "#sensors/formats/csv";
import { fillGap, type Gap, gapsOf } from "#sensors/gaps";
import { resample } from "#sensors/resample";
import type { FolderDescription } from "./description.ts";
import { readOnePlace, readPlace } from "./places.ts";
import { readColumns } from "./read-columns.ts";
import { labelsAt, readStamped } from "./read-stamped.ts";
import { unitConversion } from "./units.ts";

/** Read a file as the description says. Throws a {@link UserError} naming file and line. */
export async function readRecording(
  file: SourceFile,
  description: FolderDescription,
  classes: readonly string[],
  report: Report,
): Promise<Recording> {
  const table = await readTable(file, description);
  const labels = labelsOf(table, description, classes);
  return {
    id: file.path,
    subject: readOnePlace(description.subject, table, "subject"),
    ...(description.time
      ? readStamped(table, description, labels, report)
      : readEven(table, description, labels)),
  };
}

/** Rows follow one another at the rate that the description states; a modality may be brought to another. */
function readEven(
  table: CsvTable,
  description: FolderDescription,
  labels: Recording["label"],
): Pick<Recording, "signals" | "label"> {
  const signals: Record<Modality, Signal> = {};
  for (const [modality, { columns, unit, ...own }] of Object.entries(description.modalities)) {
    const conversion = unitConversion(unit)!; // the description was validated
    const data = readColumns(table, columns, conversion.factor);
    if (description.missing !== "keep") mendGaps(data, table, columns, description);
    const { sampleRate } = description;
    const rows = { data, channels: columns, unit: conversion.unit, sampleRate };
    signals[modality] = resample(rows, own.sampleRate ?? sampleRate);
  }
  const [first] = Object.values(signals) as [Signal];
  const times = Float64Array.from(table.rows.keys(), (row) => row / description.sampleRate);
  return { signals, label: labelsAt(labels, times, first) };
}

/** The labels that occur in a file. */
export async function readLabels(file: SourceFile, description: FolderDescription) {
  const found = readPlace(description.label, await readTable(file, description), "label");
  return typeof found === "string" ? [found] : found.filter((label) => label !== "");
}

async function readTable(file: SourceFile, { delimiter }: FolderDescription): Promise<CsvTable> {
  return readCsv(await file.text(), file.path, delimiter);
}

function mendGaps(
  data: Float32Array,
  table: CsvTable,
  columns: readonly string[],
  { missing, longestGap }: FolderDescription,
): void {
  for (const gap of gapsOf(data, columns.length)) {
    const length = gap.last - gap.first + 1;
    if (missing === "refuse") refuseGap(table, columns, gap, "`missing: interpolate` fills gaps");
    if (length > longestGap || length === table.rows.length)
      refuseGap(table, columns, gap, `${length} values; longestGap is ${longestGap}`);
    fillGap(data, columns.length, gap);
  }
}

function refuseGap(table: CsvTable, columns: readonly string[], gap: Gap, help: string): never {
  const [first, last] = [gap.first, gap.last].map((row) => table.rows[row]!.line);
  const lines = first === last ? `line ${first}` : `lines ${first} to ${last}`;
  throw new UserError(
    `${table.file}, ${lines}: no value in column "${columns[gap.channel]}"`,
    `${help}; or cut the recording there`,
  );
}

/** One class index; or one per row (−1: the cell is empty) where they differ. */
function labelsOf(
  table: CsvTable,
  { label }: FolderDescription,
  classes: readonly string[],
): number | Int32Array {
  const found = readPlace(label, table, "label");
  if (typeof found === "string") return classIndex(found, classes, table.file);
  const track = Int32Array.from(found, (text, row) =>
    text === "" ? -1 : classIndex(text, classes, `${table.file}, line ${table.rows[row]!.line}`),
  );
  return track.every((index) => index === track[0]) ? track[0]! : track;
}

function classIndex(label: string, classes: readonly string[], where: string): number {
  const index = classes.indexOf(label);
  if (index >= 0) return index;
  const guess = nearest(label, classes);
  const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
  throw new UserError(
    `${where}: unknown label "${label}"`,
    `${hint}classes: ${classes.join(", ")}`,
  );
}
