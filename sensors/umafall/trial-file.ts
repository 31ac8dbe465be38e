/** @file A file of UMAFall: a table of sensors, then the samples of all of them, one a line. */
import { UserError } from "#core/errors";
import type { SourceFile } from "#sensors/files";
import { numbersOf, readTable } from "#sensors/formats/table";
import { type NumberRange, type RecoveredNumbers, recoverNumbers } from "./spreadsheet-numbers.ts";

export interface TrialFile {
  /** Position of a sensor by its number, in lower case: "wrist"; the numbers differ from file to file. */
  readonly positions: ReadonlyMap<number, string>;
  /** 0 accelerometer, 1 gyroscope, 2 magnetometer; one per sample, as all that follow. */
  readonly types: Float64Array;
  readonly sensors: Float64Array;
  /** s */
  readonly times: Float64Array;
  readonly axes: readonly [Float64Array, Float64Array, Float64Array];
  /** Numbers that had lost their decimal point, and those of them that could be read in several ways. */
  readonly repaired: number;
  readonly ambiguous: number;
}

const columns = ["time", "number", "x", "y", "z", "type", "sensor"];
const sensorLine = /^%\s*(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\s*;\s*(\d+)\s*;\s*([a-z]+)\s*;/gim;

/** A spreadsheet has been at work: lines of comment end in semicolons. */
const spreadsheetLine = /^%[^\n]*;;;;/;

/** Read and, where needed, repair a file. Throws a {@link UserError} where there is no table of sensors. */
export async function readTrialFile({ path, bytes }: SourceFile): Promise<TrialFile> {
  const content = await bytes();
  const head = new TextDecoder("latin1").decode(content.subarray(0, 8192));
  const positions = new Map(
    [...head.matchAll(sensorLine)].map(([, id, name]) => [Number(id), positionOf(name!)]),
  );
  if (positions.size === 0)
    throw new UserError(`${path}: no line says where a sensor was worn`, "get the file again");
  return { positions, ...(spreadsheetLine.test(head) ? mended(content) : read(content, path)) };
}

const seconds = (ms: number) => ms / 1000;

function positionOf(name: string): string {
  return name.toLowerCase().replace(/^(right|left)(?=pocket)/, "");
}

function read(content: Uint8Array, path: string): Omit<TrialFile, "positions"> {
  const table = readTable(content, path, {
    ...{ delimiter: ";", comment: "%", header: false, columns },
    kinds: Object.fromEntries(columns.map((name) => [name, "number"])),
  });
  const column = (name: string) => numbersOf(table, name);
  return {
    ...{ types: column("type"), sensors: column("sensor"), times: column("time").map(seconds) },
    ...{ axes: [column("x"), column("y"), column("z")], repaired: 0, ambiguous: 0 },
  };
}

/** By type: g, and °/s in steps of 1/128. */
const ranges: readonly NumberRange[] = [{ largest: 9.99 }, { largest: 257, binaryPlaces: 7 }];

/** The samples of accelerometers and gyroscopes; the magnetometers' can't be told apart from others of ten times the size. */
function mended(content: Uint8Array): Omit<TrialFile, "positions"> {
  const lines = new TextDecoder("latin1").decode(content).split(/[\r\n]+/);
  const rows = lines
    .map((line) => line.split(";"))
    .filter(([time, , , , , type]) => /^\d/.test(time!) && ranges[Number(type)]);
  const numbers = (place: number) => Float64Array.from(rows, (cells) => Number(cells[place]));
  const [types, sensors] = [numbers(5), numbers(6)];
  const axes = [2, 3, 4].map((place) =>
    mendedAxis(
      rows.map((cells) => cells[place]!),
      types,
      sensors,
    ),
  );
  const [x, y, z] = axes.map(({ values }) => values);
  const sum = (count: "repaired" | "ambiguous") =>
    axes.reduce((total, axis) => total + axis[count], 0);
  return {
    ...{ types, sensors, times: numbers(0).map(seconds), axes: [x!, y!, z!] },
    ...{ repaired: sum("repaired"), ambiguous: sum("ambiguous") },
  };
}

/** Each sensor's own numbers are neighbours of one another. */
function mendedAxis(
  texts: readonly string[],
  types: Float64Array,
  sensors: Float64Array,
): RecoveredNumbers {
  const values = new Float64Array(texts.length);
  const series = new Map<string, number[]>();
  for (const row of texts.keys()) {
    const key = `${types[row]} ${sensors[row]}`;
    if (!series.get(key)?.push(row)) series.set(key, [row]);
  }
  let [repaired, ambiguous] = [0, 0];
  for (const rows of series.values()) {
    const recovered = recoverNumbers(
      rows.map((row) => texts[row]!),
      ranges[types[rows[0]!]!]!,
    );
    repaired += recovered.repaired;
    ambiguous += recovered.ambiguous;
    for (const [i, row] of rows.entries()) values[row] = recovered.values[i]!;
  }
  return { values, repaired, ambiguous };
}
