/** @file Rows with time stamps → even signals, each modality from the rows that hold its values. */
import { UserError } from "#core/errors";
import type { Modality, Recording, Signal } from "#core/signal";
import type { Report } from "#sensors/dataset";
import { type CsvTable, columnPlace, numberAt } from "#sensors/formats/csv";
import { stampedTrack } from "#sensors/label-track";
import { commonSpan, orderStamps, resampleStamped, type StampedSignal } from "#sensors/stamps";
import type { FolderDescription } from "./description.ts";
import { readColumns } from "./read-columns.ts";
import { unitConversion } from "./units.ts";

/** Units per second. */
export const perSecond = { s: 1, ms: 1e3, µs: 1e6, ns: 1e9 } as const;

/**
 * The time that all modalities share, each at its rate; labels per row become one per sample of the first modality.
 * Throws a {@link UserError} for silences, unless the description keeps them as missing values.
 */
export function readStamped(
  table: CsvTable,
  description: FolderDescription,
  labels: Recording["label"],
  report: Report,
): Pick<Recording, "signals" | "label"> {
  const times = readTimes(table, description.time!);
  const streams: Record<Modality, StampedSignal> = {};
  for (const modality of Object.keys(description.modalities))
    streams[modality] = streamOf(table, times, description, modality, report);
  const span = commonSpan(Object.values(streams));
  const signals: Record<Modality, Signal> = {};
  for (const [modality, stream] of Object.entries(streams)) {
    const sampleRate = description.modalities[modality]!.sampleRate ?? description.sampleRate;
    const longestGap = (description.longestGap + 1) / sampleRate;
    signals[modality] = resampleStamped(stream, { ...span, sampleRate, longestGap });
    if (description.missing !== "keep")
      refuseSilence(table, modality, signals[modality], span.start);
  }
  const [first] = Object.values(signals) as [Signal];
  const order = [...times.keys()].filter((row) => times[row]! >= span.start);
  order.sort((a, b) => times[a]! - times[b]!);
  const ordered =
    typeof labels === "number" ? labels : Int32Array.from(order, (row) => labels[row]!);
  const moments = Float64Array.from(order, (row) => times[row]!);
  return { signals, label: labelsAt(ordered, moments, first) };
}

/** Labels of rows (`times` in s, ascending) → of the samples of a signal that begins with them. */
export function labelsAt(
  labels: Recording["label"],
  times: Float64Array,
  { data, channels, sampleRate }: Signal,
): Recording["label"] {
  if (typeof labels === "number") return labels;
  return stampedTrack(times, (row) => labels[row]!, data.length / channels.length, sampleRate);
}

function readTimes(table: CsvTable, { column, unit }: NonNullable<FolderDescription["time"]>) {
  const place = columnPlace(table, column);
  return Float64Array.from(table.rows, (row) => {
    if (unit !== "date") return numberAt(table, row, place) / perSecond[unit];
    const time = Date.parse(row.cells[place]!) / 1000;
    if (Number.isFinite(time)) return time;
    throw new UserError(
      `${table.file}, line ${row.line}: "${row.cells[place]}" in column "${column}" is no date`,
      "expected 2026-05-01T12:00:00.250",
    );
  });
}

function streamOf(
  table: CsvTable,
  times: Float64Array,
  { modalities }: FolderDescription,
  modality: Modality,
  report: Report,
): StampedSignal {
  const { columns, unit } = modalities[modality]!;
  const conversion = unitConversion(unit)!;
  const all = readColumns(table, columns, conversion.factor);
  const width = columns.length;
  const rows = [...times.keys()].filter(
    (row) =>
      Number.isFinite(times[row]) &&
      all.subarray(row * width, (row + 1) * width).every(Number.isFinite),
  );
  const data = Float32Array.from(
    { length: rows.length * width },
    (_, i) => all[rows[Math.floor(i / width)]! * width + (i % width)]!,
  );
  const stamped = {
    times: Float64Array.from(rows, (row) => times[row]!),
    data,
    channels: columns,
    unit: conversion.unit,
  };
  const stream = orderStamps(stamped);
  const what = `rows of ${modality} with the time of another row, of which the mean was taken`;
  const count = rows.length - stream.times.length;
  if (count > 0) report({ kind: "repaired", what, count, file: table.file });
  if (stream.times.length > 1) return stream;
  throw new UserError(
    `${table.file}: ${stream.times.length} complete rows of ${modality}, expected two or more`,
    "correct its columns in the description, or leave this file out",
  );
}

function refuseSilence(
  { file }: CsvTable,
  modality: Modality,
  signal: Signal,
  start: number,
): void {
  const { data, channels, sampleRate } = signal;
  const first = data.findIndex(Number.isNaN);
  if (first < 0) return;
  const from = Math.floor(first / channels.length) / sampleRate;
  throw new UserError(
    `${file}: no values of ${modality} from ${from.toFixed(2)} s after its start (${start} s)`,
    "raise longestGap, or say `missing: keep` to leave out the windows there",
  );
}
