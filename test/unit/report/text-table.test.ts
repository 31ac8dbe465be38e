import { expect, test } from "vitest";
import { markdownTable, plainTable } from "#report/text-table";

const table = {
  head: ["model", "µs"],
  rows: [
    ["int8", "71.3 µs"],
    ["a|b", "9 µs"],
  ],
};

test("as text: words to the left, figures to the right", () => {
  expect(plainTable(table)).toBe(
    ["model       µs", "─────  ───────", "int8   71.3 µs", "a|b       9 µs"].join("\n"),
  );
});

test("as Markdown: pipes inside cells are escaped", () => {
  expect(markdownTable(table)).toBe(
    ["| model | µs |", "| --- | ---: |", "| int8 | 71.3 µs |", "| a\\|b | 9 µs |"].join("\n"),
  );
});
