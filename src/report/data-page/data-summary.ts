/** @file What was found in a data set, for a terminal: plain text, at most 100 columns. */
import { counted } from "#core/counted";
import { plainTable } from "#report/text-table";
import { findings } from "#sensors/inspect/findings";
import type { Inspection, ModalityPart } from "#sensors/inspect/inspection";
import { people, shareText, span, value } from "./data-words.ts";

const columns = 100;

/** Letters of a bar that stands for the longest class. */
const barLength = 24;

/** People beyond this are left to the page. */
const mostPeople = 30;

export function dataSummary(inspection: Inspection): string {
  const { anonymous, title, classes, subjects, recordings, seconds, license } = inspection;
  const whose = anonymous ? "" : `${people(subjects.length)}, `;
  const size = `${counted(classes.length, "class", "classes")}, ${whose}${counted(recordings, "recording")}, ${span(seconds)}`;
  return [
    `${title}\n${size}\nlicence: ${license}`,
    classTable(inspection),
    modalityTable(inspection),
    ...(anonymous ? [] : [peopleTable(inspection)]),
    findingsList(inspection),
  ].join("\n\n");
}

function classTable({ anonymous, classes, unlabelled }: Inspection): string {
  const total = classes.reduce((sum, { seconds }) => sum + seconds, 0) + unlabelled;
  const longest = Math.max(...classes.map(({ seconds }) => seconds));
  const rows = classes.map(({ name, seconds, stretches, subjects }) => [
    shortened(name, 30),
    span(seconds),
    shareText(seconds, total),
    String(stretches),
    anonymous ? "?" : String(subjects),
    "█".repeat(Math.round((barLength * seconds) / longest)),
  ]);
  if (unlabelled > 0) rows.push(["(none)", span(unlabelled), shareText(unlabelled, total)]);
  const head = ["class", "time", "share", "stretches", "people", ""];
  return plainTable({ head, rows, left: [0, 5] });
}

function modalityTable({ modalities }: Inspection): string {
  const rows = Object.entries(modalities).map(([name, part]) => [
    name,
    part.unit,
    String(part.channels.length),
    ratesText(part),
    rangeText(part),
    shareText(sum(part, "missing"), part.steps * part.channels.length),
    shareText(sum(part, "clipped"), part.steps * part.channels.length),
  ]);
  const head = ["signal", "unit", "channels", "Hz", "range", "missing", "at the limit"];
  return plainTable({ head, rows, left: [0, 1] });
}

/** "50"; "20 (stamps 19.8)"; "160 and others". */
function ratesText({ sampleRate, rates, measured }: ModalityPart): string {
  const others = rates.some((each) => each.sampleRate !== sampleRate) ? " and others" : "";
  const stamps = measured ? ` (stamps ${value(measured.median)})` : "";
  return `${value(sampleRate)}${others}${stamps}`;
}

function rangeText({ channels }: ModalityPart): string {
  const least = Math.min(...channels.map((each) => each.least).filter(Number.isFinite));
  const greatest = Math.max(...channels.map((each) => each.greatest).filter(Number.isFinite));
  return `${value(least)} … ${value(greatest)}`;
}

function sum({ channels }: ModalityPart, key: "missing" | "clipped"): number {
  return channels.reduce((total, channel) => total + channel[key], 0);
}

function peopleTable({ subjects, classes }: Inspection): string {
  const rows = subjects.slice(0, mostPeople).map(({ subject, recordings, seconds, unlabelled }) => {
    const shown = seconds.filter((each) => each > 0).length;
    const all = seconds.reduce((total, each) => total + each, unlabelled);
    const missing = classes.filter((_, k) => seconds[k] === 0).map(({ name }) => name);
    const told = shown === 0 ? "none of them" : missing.join(", ");
    return [
      shortened(subject, 20),
      String(recordings),
      span(all),
      `${shown} of ${classes.length}`,
      shortened(told, 38),
    ];
  });
  const head = ["person", "recordings", "time", "classes", "does not show"];
  const table = plainTable({ head, rows, left: [0, 4] });
  const more = subjects.length - mostPeople;
  return more > 0 ? `${table}\nand ${more} more` : table;
}

function findingsList(inspection: Inspection): string {
  const found = findings(inspection);
  if (found.length === 0) return "before training: nothing stands out";
  return ["before training", ...found.map((sentence) => wrapped(sentence))].join("\n");
}

/** "  - " and the sentence, broken between words. */
function wrapped(sentence: string): string {
  const lines: string[] = [];
  let line = "  -";
  for (const word of sentence.split(" ")) {
    if (line.length + 1 + word.length > columns) {
      lines.push(line);
      line = "   ";
    }
    line += ` ${word}`;
  }
  return [...lines, line].join("\n");
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
