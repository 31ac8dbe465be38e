import fc from "fast-check";
import { expect, test } from "vitest";
import { readTextMatrix } from "#sensors/formats/text-matrix";

const read = (text: string) => readTextMatrix(new TextEncoder().encode(text), "a.txt");

test("rows and columns, whatever the blanks and line ends", () => {
  const matrix = read("  1 -2.5\t3\r\n\n 4e0  5E+1 6.0e-001 \n7 8 +.5");
  expect(matrix).toMatchObject({ rows: 3, columns: 3 });
  expect([...matrix.data]).toEqual([1, -2.5, 3, 4, 50, 0.6, 7, 8, 0.5].map(Math.fround));
});

test("numbers are those that Number reads, to the last bit of a float", () => {
  const format = fc.constantFrom(
    (x: number) => String(x),
    (x: number) => x.toExponential(),
    (x: number) => x.toFixed(9),
    (x: number) => x.toExponential(7).replace(/e([+-])(\d)$/, "e$100$2"),
  );
  const number = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
  fc.assert(
    fc.property(number, format, (value, print) => {
      const text = print(value);
      expect(read(text).data[0]).toBeCloseTo(Math.fround(Number(text)), 30);
    }),
    { numRuns: 1000 },
  );
});

test("more numbers than expected from the size still fit", () => {
  const row = Array.from({ length: 100 }, (_, i) => i % 10);
  const matrix = read(`${row.join(" ")}\n${row.join(" ")}\n`);
  expect([matrix.rows, matrix.columns, ...matrix.data.slice(-2)]).toEqual([2, 100, 8, 9]);
});

test.each([
  ["", /a\.txt, line 2: is empty/],
  [" \n\n", /a\.txt, line 3: is empty/],
  ["1 2\n3\n", /a\.txt, line 2: 1 numbers, the rows before have 2/],
  ["1 2\n3 4 5", /a\.txt, line 2: 3 numbers, the rows before have 2/],
  ["1 2\n3 x7", /a\.txt, line 2: "x7" is no number/],
  ["1 2.3.4", /"2\.3\.4" is no number/],
  ["1 2e", /"2e" is no number/],
  ["1 -", /"-" is no number/],
  ["1,2", /"1,2" is no number/],
])("%j is refused", (text, message) => {
  expect(() => read(text)).toThrow(message);
});
