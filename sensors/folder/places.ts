/** @file The label or the subject of a recording, from its file's columns, folder or path. */
import { UserError } from "#core/errors";
import { type CsvTable, columnPlace } from "#sensors/formats/csv";
import type { Place } from "./description.ts";

/** One text per row; or one for the whole file. */
export function readPlace(place: Place, table: CsvTable, what: string): string | readonly string[] {
  if (place.column === undefined) return pathPlace(place, table.file, what);
  const column = columnPlace(table, place.column);
  return table.rows.map(({ cells }) => cells[column]!);
}

/** Of a place that does not need the file's contents. */
export function pathPlace(place: Place, path: string, what: string): string {
  const found =
    place.folder === undefined
      ? new RegExp(place.path!).exec(path)?.[1]
      : path.split("/").at(-1 - place.folder);
  if (found) return found;
  const where =
    place.folder === undefined ? `${place.path} matches nothing` : `no folder ${place.folder} up`;
  throw new UserError(
    `${path}: no ${what}: ${where} in the path`,
    `correct "${what}" in the description`,
  );
}

/** The one text of a whole file. Throws a {@link UserError} naming the line where another one begins. */
export function readOnePlace(place: Place, table: CsvTable, what: string): string {
  const found = readPlace(place, table, what);
  if (typeof found === "string") return found;
  const other = found.findIndex((text) => text !== found[0]);
  if (other < 0) return found[0]!;
  throw new UserError(
    `${table.file}, line ${table.rows[other]!.line}: ${what} "${found[other]}", before it "${found[0]}"`,
    "put each person's recordings into files of their own",
  );
}
