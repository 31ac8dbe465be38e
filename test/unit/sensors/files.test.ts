import { join } from "node:path";
import { expect, test } from "vitest";
import { openFiles } from "#sensors/files";
import { makeZip } from "./make-zip.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("a folder, an archive in it and an archive in that one are one tree of files", async () => {
  const inner = makeZip({ "deep/c.txt": "three" });
  const outer = makeZip({ "b.txt": "two", "inner.zip": inner, "__MACOSX/b.txt": "clutter" });
  const folder = await temporaryFolder({ "sub/a.txt": "one", "outer.zip": outer, ".hidden": "" });
  const files = await openFiles(folder);
  const found = files.list().map(async (file) => [file.path, await file.text(), file.size]);
  expect(await Promise.all(found)).toEqual([
    ["outer.zip/b.txt", "two", 3],
    ["outer.zip/inner.zip/deep/c.txt", "three", 5],
    ["sub/a.txt", "one", 3],
  ]);
  files.close();
});

test("an archive can be opened by itself; list takes a pattern", async () => {
  const folder = await temporaryFolder({ "data.zip": makeZip({ "x/1.csv": "1", "x/2.txt": "2" }) });
  const files = await openFiles(join(folder, "data.zip"));
  expect(files.list(/\.csv$/).map(({ path }) => path)).toEqual(["x/1.csv"]);
  expect(() => files.find(/\.mat$/, "MAT file")).toThrow(/no MAT file here/);
  files.close();
});

test.each([
  ["missing", /no data at .*missing.*\n {2}help: give the folder/],
  ["note.txt", /neither a folder nor a \.zip/],
  ["broken.zip", /broken\.zip can't be read as a zip archive/],
])("%s is refused in one sentence", async (name, message) => {
  const broken = makeZip({ "a.txt": "text" }).slice(0, 40);
  const folder = await temporaryFolder({ "note.txt": "", "broken.zip": broken });
  await expect(openFiles(join(folder, name))).rejects.toThrow(message);
});

test("a damaged entry is refused by name when it is read", async () => {
  const zip = makeZip({ "a.txt": "text" });
  zip[zip.indexOf("t".charCodeAt(0), 30 + 5)] = 0;
  zip[0] = 0;
  const folder = await temporaryFolder({ "data.zip": zip });
  const files = await openFiles(folder);
  await expect(files.list()[0]!.bytes()).rejects.toThrow(/data\.zip\/a\.txt can't be read/);
  files.close();
});
