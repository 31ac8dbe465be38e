/** @file Columns of a table → values row by row. */
import { type CsvTable, columnPlace, numberAt } from "#sensors/formats/csv";

/** `[row, column]`, each value times `factor`; NaN where nothing was measured. */
export function readColumns(
  table: CsvTable,
  columns: readonly string[],
  factor: number,
): Float32Array {
  const places = columns.map((name) => columnPlace(table, name));
  const data = new Float32Array(table.rows.length * places.length);
  table.rows.forEach((row, t) => {
    places.forEach((place, c) => {
      data[t * places.length + c] = factor * numberAt(table, row, place);
    });
  });
  return data;
}
