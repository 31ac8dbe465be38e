import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openFiles } from "#sensors/files";
import { recoverNumbers } from "#sensors/umafall/spreadsheet-numbers";

const acceleration = { largest: 9.99 };
const turning = { largest: 257, binaryPlaces: 7 };

test("numbers below 1, of few decimals, or whole stand as they are", () => {
  const texts = ["0.0644508", "-0.75", "59.5", "-157", "12.25", "0", ""];
  const { values, repaired, ambiguous } = recoverNumbers(texts, turning);
  expect([...values]).toEqual([0.0644508, -0.75, 59.5, -157, 12.25, 0, Number.NaN]);
  expect([repaired, ambiguous]).toEqual([0, 0]);
});

test.each([
  ["1.029.199.123.382.560", 1.02919912338256],
  ["102.294.921.875", 1.02294921875], // the first point is not the decimal one
  ["10.390.625", 1.0390625],
  ["-1.018.828.125", -1.018828125],
  ["-6,10E+10", -6.1e-5],
])("an acceleration has one digit before its point: %s", (text, expected) => {
  expect([...recoverNumbers([text], acceleration).values]).toEqual([expected]);
});

test.each([
  ["907.109.375", 90.7109375, "907 is beyond the range, 9.07 no multiple of 1/128"],
  ["3.203.125", 3.203125, "as likely as any, nothing else known"],
])("an angular velocity is a multiple of 1/128 within its range: %s", (text, expected) => {
  expect([...recoverNumbers([text], turning).values]).toEqual([expected]);
});

test("of several readings the neighbours decide", () => {
  expect([...recoverNumbers(["31", "32.031.25", "33"], turning).values][1]).toBeNaN();
  expect([...recoverNumbers(["31", "3.203.125", "33"], turning).values][1]).toBe(32.03125);
  expect([...recoverNumbers(["3", "3.203.125", "3.5"], turning).values][1]).toBe(3.203125);
  expect(recoverNumbers(["3", "3.203.125", "3.5"], turning)).toMatchObject({
    repaired: 1,
    ambiguous: 1,
  });
});

test("what fits no reading is missing, and the rest is read on", () => {
  const { values } = recoverNumbers(["1", "999.999.999", "2"], turning);
  expect([...values]).toEqual([1, Number.NaN, 2]);
});

const location = join("..", "shared", "data", "UMAFall");

describe.skipIf(!existsSync(location))(
  "files that no spreadsheet touched (needs ../shared/data)",
  () => {
    test("spoilt the same way, accelerations come back all, angular velocities but for some", async () => {
      const files = await openFiles(location);
      const sample = files.list(/Subject_0[1-9].*\.csv$/).filter((_, i) => i % 20 === 0);
      let [right, total] = [0, 0];
      for (const file of sample) {
        const rows = (await file.text())
          .split("\n")
          .filter((line) => /^\d/.test(line))
          .map((line) => line.trim().split(";"));
        for (const sensor of ["0", "1", "3"])
          for (const axis of [2, 3, 4]) {
            const texts = (type: string) =>
              rows
                .filter((cells) => cells[5] === type && cells[6] === sensor)
                .map((cells) => cells[axis]!);
            const accelerations = texts("0");
            expect([...recoverNumbers(accelerations.map(spoil), acceleration).values]).toEqual(
              accelerations.map((text) => expect.closeTo(Number(text), 10)),
            );
            const turns = texts("1");
            const { values } = recoverNumbers(turns.map(spoil), turning);
            right += turns.filter((text, i) => Number(text) === values[i]).length;
            total += turns.length;
          }
      }
      files.close();
      expect(total).toBeGreaterThan(10_000);
      expect(right / total).toBeGreaterThan(0.97);
    });
  },
);

/** What the spreadsheet did: 15 digits are kept, grouped from the right. */
function spoil(text: string): string {
  const [, sign = "", whole = "", decimals = ""] = /^(-?)(\d+)\.(\d+)$/.exec(text) ?? [];
  if (whole === "" || whole === "0" || decimals.length < 3) return text;
  const digits = (whole + decimals).slice(0, 15).padEnd(whole.length + decimals.length, "0");
  return sign + digits.replaceAll(/\B(?=(\d{3})+$)/g, ".");
}
