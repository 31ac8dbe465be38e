import { expect, test } from "vitest";
import { baseName, expectFiles } from "#sensors/expect-files";
import { openFiles } from "#sensors/files";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

test("finds by path, or says where it looked, what is missing and what to give", async () => {
  const location = await temporaryFolder({ "b/2.txt": "", "a/1.txt": "", "a/1.csv": "" });
  const files = await openFiles(location);
  const found = expectFiles(files, /\.txt$/, "*.txt", "the folder");
  expect(found.map(({ path }) => path)).toEqual(["a/1.txt", "b/2.txt"]);
  expect(() => expectFiles(files, /\.edf$/, "*.edf", "the folder of EDF files")).toThrow(
    `${location}: no *.edf here, among 3 files\n  help: give the folder of EDF files`,
  );
});

test("a base name has no folders", () => {
  expect([baseName("a/b/c.txt"), baseName("c.txt")]).toEqual(["c.txt", "c.txt"]);
});
