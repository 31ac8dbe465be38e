import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ProgressEvent } from "#core/progress";
import { Random } from "#core/random";
import { type Dataset, type Download, defineDataset } from "#sensors/dataset";
import { demo } from "#sensors/datasets/demo";
import { folder as own } from "#sensors/datasets/folder";
import { dataFolder } from "#sensors/download/data-folder";
import { getDataset, stepsByHand } from "#sensors/download/get-dataset";
import { openFiles } from "#sensors/files";
import { temporaryFolder } from "#test/support/temporary-folder";
import { fileServer, sends } from "./file-server.ts";

const texts: Readonly<Record<string, string>> = { "/a.txt": "first file", "/b.txt": "the second" };

/** Two files, and which of them were asked for. */
async function published() {
  const asked: string[] = [];
  const { url } = await fileServer((message, response, request) => {
    asked.push(message.url!);
    return sends(Buffer.from(texts[message.url!]!))(message, response, request);
  });
  const downloads = [
    { url: `${url}/a.txt`, file: "a.txt" },
    { url: `${url}/b.txt`, file: "deep/b.txt" },
  ];
  return { asked, downloads, folder: join(await temporaryFolder(), "set") };
}

function setWith(given: { downloads?: readonly Download[]; byHand?: readonly string[] }): Dataset {
  return defineDataset({
    ...{ name: "made-up", title: "Made up", summary: "a set for tests", source: "wristill" },
    ...{ license: "none", citation: "none", homepage: "https://example.com/made-up" },
    ...{ files: "required", classes: ["a", "b"], modalities: {}, options: {}, ...given },
    async *recordings() {},
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

test("all files come, into folders where they say so, and are noted", async () => {
  const { asked, downloads, folder } = await published();
  const got = await getDataset(setWith({ downloads }), folder);
  expect(got).toMatchObject({ folder, fetched: 2 });
  expect(got.files.map(({ file, bytes, sha256 }) => [file, bytes, sha256])).toEqual([
    ["a.txt", 10, sha256("first file")],
    ["deep/b.txt", 10, sha256("the second")],
  ]);
  expect(await readFile(join(folder, "deep", "b.txt"), "utf8")).toBe("the second");
  expect(asked).toEqual(["/a.txt", "/b.txt"]);
});

test("a second call fetches nothing", async () => {
  const { asked, downloads, folder } = await published();
  const first = await getDataset(setWith({ downloads }), folder);
  const second = await getDataset(setWith({ downloads }), folder);
  expect(second).toEqual({ ...first, fetched: 0 });
  expect(asked).toHaveLength(2);
});

test("a file that a person put there is taken, unless it is not the one", async () => {
  const { asked, downloads, folder } = await published();
  await getDataset(setWith({ downloads: downloads.slice(1) }), folder);
  await writeFile(join(folder, "a.txt"), "first file");
  const [a, b] = downloads;
  const stated = [{ ...a!, sha256: sha256("first file") }, b!];
  expect((await getDataset(setWith({ downloads: stated }), folder)).fetched).toBe(0);
  await writeFile(join(folder, "a.txt"), "some other file");
  expect((await getDataset(setWith({ downloads: stated }), folder)).fetched).toBe(1);
  expect(asked).toEqual(["/b.txt", "/a.txt"]);
});

test("what is fetched and noted is no part of the data set but the files themselves", async () => {
  const { downloads, folder } = await published();
  await getDataset(setWith({ downloads }), folder);
  const files = await openFiles(folder);
  expect(files.list().map(({ path }) => path)).toEqual(["a.txt", "deep/b.txt"]);
  expect(await readdir(folder)).toContain(".wristill-download.json");
});

test("progress is in MB, by file, and ends where it should", async () => {
  const { downloads, folder } = await published();
  const events: ProgressEvent[] = [];
  await getDataset(setWith({ downloads }), folder, { onProgress: (event) => events.push(event) });
  expect(new Set(events.map(({ task }) => task))).toEqual(new Set(["a.txt, MB", "deep/b.txt, MB"]));
  expect(events.at(-1)).toEqual({ task: "deep/b.txt, MB", done: 0, total: 0 });
});

describe("what can't be fetched", () => {
  const byHand = ["fill in the form", "wait for the letter"];

  test("says what to do, step by step", async () => {
    const got = getDataset(setWith({ byHand }), "/somewhere/made-up");
    await expect(got).rejects.toThrow(
      /"made-up" \(Made up\) can't be fetched\n.*example\.com\/made-up\n {2}1\. fill in the form\n {2}2\. wait.*\n {2}3\. put what you got into \/somewhere\/made-up/,
    );
    expect(stepsByHand(setWith({}), "/somewhere")).toBeUndefined();
  });

  test("the demo needs nothing, and a person's own files have no address", async () => {
    const folder = await temporaryFolder();
    await expect(getDataset(demo as never, folder)).rejects.toThrow(/"demo" .*needs no files/);
    await expect(getDataset(own, folder)).rejects.toThrow(/your own files: name their folder/);
  });
});

test("what was fetched is found by name", async () => {
  const { downloads } = await published();
  const cache = await temporaryFolder();
  const folder = dataFolder("made-up", { XDG_CACHE_HOME: cache });
  expect(folder).toBe(join(cache, "wristill", "made-up"));
  expect(dataFolder("made-up", {})).toMatch(/wristill.made-up$/);
  await getDataset(setWith({ downloads }), folder);
  const { loadDataset } = await import("#sensors/load-dataset");
  const before = process.env.XDG_CACHE_HOME;
  process.env.XDG_CACHE_HOME = cache;
  try {
    const loading = loadDataset(setWith({ downloads }), { random: new Random(1) });
    await expect(loading).rejects.toThrow(`${folder}: no recordings here`);
    process.env.XDG_CACHE_HOME = join(cache, "empty");
    const missing = loadDataset(setWith({ downloads }), { random: new Random(1) });
    await expect(missing).rejects.toThrow(/needs its files.*`wristill data get made-up`/s);
  } finally {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  }
});
