import fc from "fast-check";
import { expect, test } from "vitest";
import { scanNumber } from "#sensors/formats/scan-number";

function scan(text: string, point?: string) {
  const out = new Float64Array(2);
  const end = scanNumber(new TextEncoder().encode(`${text}\n`), 0, out, 1, point?.charCodeAt(0));
  return { end, value: out[1] };
}

test.each([
  ["1", 1],
  ["-0", -0],
  ["+.5", 0.5],
  ["5.", 5],
  ["  ", undefined],
  ["", undefined],
  ["-", undefined],
  [".", undefined],
  ["1e", undefined],
  ["1e+", undefined],
  ["nan", undefined],
  ["9.9919210e-001", 0.9991921],
  ["9007199254740993", 9007199254740992],
  ["123456789012345678901234567890", 1.2345678901234568e29],
  ["0.30000000000000004", 0.30000000000000004],
  ["1e-400", 0],
  ["1e400", undefined],
  ["2.2250738585072014e-308", 2.2250738585072014e-308],
])("%j is %d", (text, value) => {
  const found = scan(text);
  if (value === undefined) expect(found.end).toBe(-1);
  else expect(found).toEqual({ end: text.length, value });
});

test("stops where the number does; a comma can be the decimal mark", () => {
  expect(scan("12,5;")).toEqual({ end: 2, value: 12 });
  expect(scan("12,5;", ",")).toEqual({ end: 4, value: 12.5 });
  expect(scan("1,2345678901234567890", ",").value).toBe(1.2345678901234567);
  expect(scan("1.2.3")).toEqual({ end: 3, value: 1.2 });
});

test("every double, however it is written, is the one Number reads", () => {
  const print = fc.constantFrom(
    (x: number) => String(x),
    (x: number) => x.toExponential(),
    (x: number) => x.toPrecision(17),
    (x: number) => x.toFixed(9),
    (x: number) => x.toExponential(7).replace(/e([+-])(\d)$/, "e$100$2"),
  );
  const wide = fc.double({ noNaN: true, noDefaultInfinity: true });
  const usual = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
  fc.assert(
    fc.property(fc.oneof(wide, usual), print, (value, format) => {
      const text = format(value);
      expect(scan(text)).toEqual({ end: text.length, value: Number(text) });
    }),
    { numRuns: 2000, seed: 1 },
  );
});
