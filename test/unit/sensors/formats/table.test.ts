import { expect, test } from "vitest";
import { FormatError } from "#sensors/formats/format-error";
import {
  numbersOf,
  readTable,
  streamTable,
  type Table,
  type TableOptions,
  textsOf,
} from "#sensors/formats/table";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const read = (text: string, options?: TableOptions) => readTable(bytesOf(text), "a.csv", options);

/** Columns by name: numbers, or texts. */
function contents({ columns }: Table): Record<string, readonly (number | string)[]> {
  return Object.fromEntries(
    columns.map((column) => [
      column.name,
      column.kind === "number"
        ? [...column.values]
        : Array.from(column.codes, (code) => column.levels[code]!),
    ]),
  );
}

test.each([
  [",", "\n"],
  [";", "\r\n"],
  ["\t", "\n"],
  ["|", "\n"],
  [" ", "\r\n"],
])("numbers and texts separated by %j, lines by %j", (separator, end) => {
  const text = "\ufefft|who|ax\n0.5|anna|-1e1\n\n1.5|bob|2\n2.5|bob|NaN\n";
  const table = read(text.replaceAll("|", separator).replaceAll("\n", end));
  expect(contents(table)).toEqual({
    t: [0.5, 1.5, 2.5],
    who: ["anna", "bob", "bob"],
    ax: [-10, 2, Number.NaN],
  });
  expect(table.rows).toBe(3);
  expect(textsOf(table, "who").levels).toEqual(["anna", "bob"]);
});

test("any number of blanks and tabs is one separator; a line of too few is not filled up", () => {
  const text = "  1.5 \t 2  NaN\t\n\t3\t4 5  \n";
  const options = { delimiter: " ", columns: ["a", "b", "c"] } as const;
  expect(contents(read(text, options))).toEqual({ a: [1.5, 3], b: [2, 4], c: [Number.NaN, 5] });
  expect(() => read("1 2 3\n1 2 \n", options)).toThrow(/line 2: 2 values, expected 3/);
});

test("no header line: columns are numbered, or named by the caller", () => {
  expect(contents(read("1,A\n2,B"))).toEqual({ "column 1": [1, 2], "column 2": ["A", "B"] });
  expect(contents(read("1,A\n2,B", { columns: ["x", "y"] }))).toEqual({ x: [1, 2], y: ["A", "B"] });
  expect(contents(read("1,2\n3,4", { header: true }))).toEqual({ 1: [3], 2: [4] });
});

test("decimal commas are noticed where the separator is none", () => {
  expect(contents(read("a;b\n1,5;2\n-0,25;3\n"))).toEqual({ a: [1.5, -0.25], b: [2, 3] });
  expect(contents(read("1,5\n2,5\n"))).toEqual({ "column 1": [1, 2], "column 2": [5, 5] });
});

test("quotes: separators, line ends and quotes inside; blanks around", () => {
  const table = read('name , x\n"a, b" , 1\n"two\nlines",  2 \n"say ""hi""",3\n "","4"\n');
  expect(contents(table)).toEqual({
    name: ["a, b", "two\nlines", 'say "hi"', ""],
    x: [1, 2, 3, 4],
  });
});

test("what was not measured is NaN; an empty cell at the end of a line is none", () => {
  const table = read("a,b,c\n1,,3,\nNA,?,null,\n");
  expect(contents(table)).toEqual({ a: [1, NaN], b: [NaN, NaN], c: [3, NaN] });
});

test("comments, and rows that end in a character of their own", () => {
  const options = { terminator: ";", comment: "%" };
  const table = read("% made for a test\n33,Jogging,4.5;34,Walking,;\n35,Walking,6,;\n", options);
  expect(contents(table)).toEqual({
    "column 1": [33, 34, 35],
    "column 2": ["Jogging", "Walking", "Walking"],
    "column 3": [4.5, Number.NaN, 6],
  });
});

test("kinds can be stated; what is skipped may hold anything", () => {
  const table = read("id,x,note\n7,1,a\n8,2,b\n", { kinds: { id: "text", note: "skip" } });
  expect(contents(table)).toEqual({ id: ["7", "8"], x: [1, 2] });
});

test("rows that don't fit are left out where the caller tolerates them, each told of with its line", () => {
  const mistakes: string[] = [];
  const table = read("a,b\n1,2\n3\n4,x\n5,6,7\n8,9\n", {
    kinds: { b: "number" },
    tolerate: ({ message }) => mistakes.push(message.split("\n")[0]!),
  });
  expect(contents(table)).toEqual({ a: [1, 8], b: [2, 9] });
  expect(mistakes).toEqual([
    "a.csv, line 3: 1 values, expected 2",
    'a.csv, line 4: "x" in column "b", expected a number',
    "a.csv, line 5: something follows the last of 2 values",
  ]);
});

test("columns are asked for by name and kind", () => {
  const table = read("acc_x,who\n1,anna\n");
  expect([...numbersOf(table, "acc_x")]).toEqual([1]);
  expect(() => numbersOf(table, "accx")).toThrow(
    /no column "accx"\n {2}help: did you mean "acc_x"\? columns: acc_x, who/,
  );
  expect(() => numbersOf(table, "who")).toThrow(/column "who" holds texts, expected numbers/);
});

test.each<[string, RegExp, number]>([
  ["", /is empty/, 1],
  ["\n \n", /is empty/, 1],
  ["a,b\n1,2\n3\n", /1 values, expected 2/, 3],
  ["a,b\n1,2\n3,4,5\n", /something follows the last of 2 values/, 3],
  ['a,b\n1,2\n3,"x\n', /a quote is never closed/, 3],
  ['a,b\n1,2\n3,"x"y\n', /something follows the last of 2 values/, 3],
  [`a\n${"1\n".repeat(200)}fast\n`, /"fast" in column "a", expected a number/, 202],
  [
    `a;b\n${"1.5;2\n".repeat(200)}1,5;2\n`,
    /"1,5" in column "a".*\n.*the decimal mark is a comma/,
    202,
  ],
  [`a\n${"1\n".repeat(200)}Infinity\n`, /"Infinity" in column "a"/, 202],
  [`a\n${"1\n".repeat(200)}1e999\n`, /"1e999" in column "a"/, 202],
])("%j is refused at its line", (text, message, line) => {
  let error: unknown;
  try {
    read(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(FormatError);
  expect((error as FormatError).message).toMatch(message);
  expect(error).toMatchObject({ file: "a.csv", place: { line } });
});

async function streamed(text: string, size: number, options?: TableOptions): Promise<Table[]> {
  const bytes = bytesOf(text);
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const tables: Table[] = [];
  for await (const table of streamTable(pieces(), "a.csv", options)) tables.push(table);
  return tables;
}

test("a stream gives the same rows as the whole, however it is cut", async () => {
  const lines = Array.from({ length: 9000 }, (_, i) => `${i},"${i % 3 ? "a\nb" : "c,d"}",${i / 8}`);
  const text = `n,who,x\n${lines.join("\r\n")}`;
  const whole = contents(read(text));
  for (const size of [7, 1000, 70_000, 1 << 20]) {
    const parts = (await streamed(text, size)).map(contents);
    for (const name of ["n", "who", "x"])
      expect(parts.flatMap((part) => part[name]!)).toEqual(whole[name]);
  }
});

test("a stream that breaks the rules names the line", async () => {
  const text = `a,b\n${"1,2\n".repeat(40_000)}3\n`;
  await expect(streamed(text, 5000)).rejects.toThrow(/a\.csv, line 40002: 1 values, expected 2/);
  await expect(streamed("", 5)).rejects.toThrow(/a\.csv, line 1: is empty/);
  const open = `a,b\n${"1,2\n".repeat(40_000)}"3\n`;
  await expect(streamed(open, 5000)).rejects.toThrow(/line 40002: a quote is never closed/);
});
