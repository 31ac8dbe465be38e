import { expect, test } from "vitest";
import { columnPlace, numberAt, readCsv } from "#sensors/formats/csv";

test.each([
  [",", "\n"],
  [";", "\r\n"],
  ["\t", "\n"],
])("columns, cells and their lines, separated by %j and %j", (separator, end) => {
  const text = '\ufeffax|ay\n1|2\n\n 3 |"4"\n'.replaceAll("|", separator).replaceAll("\n", end);
  expect(readCsv(text, "a.csv")).toEqual({
    file: "a.csv",
    columns: ["ax", "ay"],
    rows: [
      { line: 2, cells: ["1", "2"] },
      { line: 4, cells: ["3", "4"] },
    ],
  });
});

test("numbers; what was not measured is NaN", () => {
  const table = readCsv("a,b\n-1.5e2,NaN\n,NA\n", "a.csv");
  const numbers = table.rows.flatMap((row) => [0, 1].map((place) => numberAt(table, row, place)));
  expect(numbers).toEqual([-150, Number.NaN, Number.NaN, Number.NaN]);
});

test.each([
  ["", /a\.csv, line 1: is empty/],
  ["\n\n", /a\.csv, line 1: is empty/],
  ["ax,ay\n", /a\.csv, line 2: a header line, but no rows/],
  ["ax,ay\n1,2\n3\n", /a\.csv, line 3: not as many values as the header has columns/],
  ["ax,ay\n1,2,3\n", /a\.csv, line 2: not as many values/],
  ['ax,ay\n1,"2\n', /a\.csv, line \d: .*quote/i],
])("%j is refused with its line", (text, message) => {
  expect(() => readCsv(text, "a.csv")).toThrow(message);
});

test("wrong columns and words among numbers are refused", () => {
  const table = readCsv("acc_x;acc_y\n1,5;fast\n", "a.csv");
  const [row] = table.rows;
  expect(columnPlace(table, "acc_y")).toBe(1);
  expect(() => columnPlace(table, "accx")).toThrow(
    /a\.csv, line 1: no column "accx"\n {2}help: did you mean "acc_x"\? columns: acc_x, acc_y/,
  );
  expect(() => numberAt(table, row!, 0)).toThrow(/line 2: "1,5" in column "acc_x"[\s\S]*a point/);
  expect(() => numberAt(table, row!, 1)).toThrow(/line 2: "fast" in column "acc_y"/);
});
