/** @file Rows of a CSV file, one by one, as they come: their moment, and the channels that a model reads. */
import { nearest } from "#core/errors";
import { FormatError } from "#sensors/formats/format-error";
import { numberIn, splitCells } from "#sensors/formats/table-dialect";

export interface SampleRow {
  /** In the file's own unit; `undefined` where it has no such column. */
  readonly time: number | undefined;
  readonly values: readonly number[];
}

export interface SampleColumns {
  /** Name of the column of times; `undefined`: one that is called so. */
  readonly time: string | undefined;
  /** Per channel, the names that its column may have. */
  readonly channels: readonly (readonly string[])[];
}

const timeNames = ["time", "timestamp", "t", "seconds"];
const delimiters = [",", ";", "\t"] as const;

/** Throws a {@link FormatError} naming file and line where a column is not there or holds no number. */
export async function* sampleRows(
  lines: AsyncIterable<string>,
  file: string,
  columns: SampleColumns,
): AsyncGenerator<SampleRow> {
  let line = 0;
  let read: ((text: string, line: number) => SampleRow) | undefined;
  for await (const text of lines) {
    line++;
    if (text.trim() === "") continue;
    if (read) yield read(text, line);
    else read = rowReader(text.replace(/^\ufeff/, ""), file, columns);
  }
  if (line === 0)
    throw new FormatError(file, { line: 1 }, "is empty", "expected a header line and rows");
}

function rowReader(header: string, file: string, { time, channels }: SampleColumns) {
  const delimiter = delimiters.reduce((best, each) =>
    header.split(each).length > header.split(best).length ? each : best,
  );
  const names = splitCells(header, delimiter);
  const timePlace =
    time === undefined
      ? names.findIndex((name) => timeNames.includes(name.toLowerCase()))
      : placeOf([time], names, file);
  const places = channels.map((wanted) => placeOf(wanted, names, file));
  return (text: string, line: number): SampleRow => {
    const cells = splitCells(text, delimiter);
    const numberAt = (place: number) => {
      const value = numberIn(cells[place] ?? "", ".");
      if (value !== undefined) return value;
      const hint = /^-?\d+,\d+$/.test(cells[place]!)
        ? "write decimals with a point"
        : "expected a number";
      throw new FormatError(file, { line }, `"${cells[place]}" in column "${names[place]}"`, hint);
    };
    const moment = timePlace < 0 ? undefined : numberAt(timePlace);
    if (Number.isNaN(moment))
      throw new FormatError(file, { line }, `no time in "${names[timePlace]}"`, "stamp every row");
    return {
      time: moment,
      values: places.map(numberAt),
    };
  };
}

function placeOf(wanted: readonly string[], names: readonly string[], file: string): number {
  const place = names.findIndex((name) => wanted.includes(name));
  if (place >= 0) return place;
  const guess = nearest(wanted[0]!, names);
  const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
  throw new FormatError(
    file,
    { line: 1 },
    `no column ${wanted.map((name) => `"${name}"`).join(" or ")}`,
    `${hint}columns: ${names.join(", ")}; --columns names those of the channels, in their order`,
  );
}
