import { expect, test } from "vitest";
import { openFiles } from "#sensors/files";
import { readCsv } from "#sensors/formats/csv";
import { decodeText } from "#sensors/formats/text-encoding";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const text = "time,größe\r\n0,1.5\r\n1,2.5\r\n";
const little = Buffer.from(`\ufeff${text}`, "utf16le");
const spellings = {
  "utf-8": Buffer.from(text),
  "utf-8 with its mark": Buffer.from(`\ufeff${text}`),
  "utf-16, the low byte first": little,
  "utf-16, the high byte first": Buffer.from(little).swap16(),
};

test.each(Object.entries(spellings))("%s is read, the last line end included", (_, bytes) => {
  expect(decodeText(bytes)).toBe(text);
});

test("a person's table may be in UTF-16", async () => {
  const files = await openFiles(await temporaryFolder({ "walk.csv": little }));
  const { columns, rows } = readCsv(await files.list()[0]!.text(), "walk.csv");
  expect(columns).toEqual(["time", "größe"]);
  expect(rows.map(({ line, cells }) => [line, ...cells])).toEqual([
    [2, "0", "1.5"],
    [3, "1", "2.5"],
  ]);
  files.close();
});
