import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { openFiles } from "#sensors/files";
import { makeTar } from "./make-tar.ts";
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
  ["note.txt", /neither a folder nor a \.zip, \.tar, \.tar\.gz or \.gz archive/],
  ["broken.zip", /broken\.zip, byte 0: can't be read as a zip archive/],
])("%s is refused in one sentence", async (name, message) => {
  const broken = makeZip({ "a.txt": "text" }).slice(0, 40);
  const folder = await temporaryFolder({ "note.txt": "", "broken.zip": broken });
  await expect(openFiles(join(folder, name))).rejects.toThrow(message);
});

test("tar and gzip archives are trees of files, too", async () => {
  const long = `${"deep/".repeat(30)}long.txt`;
  const tar = makeTar({
    "a.txt": "one",
    "./b.txt": "two",
    "empty.txt": "",
    [long]: "far",
    ".x": "",
  });
  const folder = await temporaryFolder({
    "plain.tar": tar,
    "packed.tar.gz": gzipSync(tar),
    "alone.csv.gz": gzipSync("1,2\n"),
    "all.zip": makeZip({ "in.tgz": gzipSync(makeTar({ "c.txt": "three" })) }),
  });
  const files = await openFiles(folder);
  const found = files.list().map(async (file) => [file.path, await file.text()] as const);
  expect(Object.fromEntries(await Promise.all(found))).toEqual({
    "all.zip/in.tgz/c.txt": "three",
    "alone.csv.gz/alone.csv": "1,2\n",
    "packed.tar.gz/a.txt": "one",
    "packed.tar.gz/b.txt": "two",
    [`packed.tar.gz/${long}`]: "far",
    "packed.tar.gz/empty.txt": "",
    "plain.tar/a.txt": "one",
    "plain.tar/b.txt": "two",
    [`plain.tar/${long}`]: "far",
    "plain.tar/empty.txt": "",
  });
  files.close();
});

test("files come piece by piece, out of archives too", async () => {
  const text = "0123456789".repeat(300_000);
  const folder = await temporaryFolder({
    "plain.txt": text,
    "a.zip": makeZip({ "zipped.txt": text }),
    "b.txt.gz": gzipSync(text),
    "c.tar": makeTar({ "tarred.txt": text }),
  });
  const files = await openFiles(folder);
  expect(files.list()).toHaveLength(4);
  for (const file of files.list()) {
    let [size, largest] = [0, 0];
    for await (const piece of file.stream()) {
      size += piece.length;
      largest = Math.max(largest, file.path.startsWith("c.tar") ? 0 : piece.length);
    }
    expect([file.path, size]).toEqual([file.path, text.length]);
    expect(largest).toBeLessThanOrEqual(1 << 20);
  }
  files.close();
});

const bomb = deflateRawSync(new Uint8Array(100_000_000));

test.each<[string, Uint8Array, RegExp]>([
  [
    "zip",
    makeZip({ "zeros.bin": bomb }, { packedFrom: 100_000_000 }),
    /zip, entry zeros\.bin: unpacks to more than 67108864/,
  ],
  [
    "tar.gz",
    gzipSync(makeTar({ "zeros.bin": new Uint8Array(100_000_000) })),
    /tar\.gz, byte 0: unpacks to more than 67108864/,
  ],
  [
    "zip",
    makeZip({ "../../up.txt": "x" }),
    /zip, byte 0: can't be read as a zip archive: invalid relative path/,
  ],
  ["zip", makeZip({ "/etc/up.txt": "x" }), /can't be read as a zip archive: absolute path/],
  ["tar", makeTar({ "../up.txt": "x" }), /tar, entry \.\.\/up\.txt: leads out of the archive/],
  ["tar", makeTar({ "/up.txt": "x" }), /leads out of the archive/],
  [
    "tar",
    makeTar({ "a.txt": "x" }).fill(1, 20, 30),
    /tar, byte 0: no tar header: its checksum is another/,
  ],
  [
    "tar",
    makeTar({ "a.txt": "x" }).subarray(0, 600),
    /tar, byte 600: cut short: 424 bytes are missing/,
  ],
  [
    "tar.gz",
    gzipSync(makeTar({ "a.txt": "x" })).subarray(0, 60),
    /tar\.gz, byte 0: damaged compression/,
  ],
])("a bad %s archive is refused: %#", async (ending, bytes, message) => {
  const folder = await temporaryFolder({ [`bad.${ending}`]: bytes });
  await expect(openFiles(folder)).rejects.toThrow(message);
});

test("a bomb by itself is refused while it unpacks", async () => {
  const folder = await temporaryFolder({ "zeros.gz": gzipSync(new Uint8Array(100_000_000)) });
  const files = await openFiles(folder);
  await expect(files.list()[0]!.bytes()).rejects.toThrow(/unpacks to more than 67108864 bytes/);
  files.close();
});

test("one wrong bit in a stored file is noticed", async () => {
  const zip = makeZip({ "a.txt": "text" });
  zip[zip.indexOf("t".charCodeAt(0), 30 + 5)]! ^= 1;
  const folder = await temporaryFolder({ "data.zip": zip });
  const files = await openFiles(folder);
  await expect(files.list()[0]!.bytes()).rejects.toThrow(/entry a\.txt: .*checksum is another/);
  files.close();
});

test("a damaged entry is refused by name when it is read", async () => {
  const zip = makeZip({ "a.txt": "text" });
  zip[zip.indexOf("t".charCodeAt(0), 30 + 5)] = 0;
  zip[0] = 0;
  const folder = await temporaryFolder({ "data.zip": zip });
  const files = await openFiles(folder);
  await expect(files.list()[0]!.bytes()).rejects.toThrow(/data\.zip, entry a\.txt: can't be read/);
  files.close();
});
