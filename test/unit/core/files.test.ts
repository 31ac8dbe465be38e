import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { readJson, writeAtomic, writeJson, writeOrRemove } from "#core/files";
import { temporaryFolder } from "#test/support/temporary-folder";

describe("writing", () => {
  test("makes folders, replaces what was there, and leaves nothing beside it", async () => {
    const folder = join(await temporaryFolder(), "a", "b");
    const path = join(folder, "x.bin");
    await writeAtomic(path, "old and longer");
    await writeAtomic(path, Uint8Array.of(1, 2));
    expect([...(await readFile(path))]).toEqual([1, 2]);
    expect(await readdir(folder)).toEqual(["x.bin"]);
  });

  test("many at once end as one of them, whole", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "x.txt");
    const texts = ["a", "b", "c"].map((letter) => letter.repeat(100_000));
    await Promise.all(texts.map((text) => writeAtomic(path, text)));
    expect(texts).toContain(await readFile(path, "utf8"));
    expect(await readdir(folder)).toEqual(["x.txt"]);
  });

  test("where it cannot, it says so and leaves nothing behind", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "taken"));
    await writeFile(join(folder, "file"), "");
    for (const path of [join(folder, "taken"), join(folder, "file", "x")])
      await expect(writeAtomic(path, "x")).rejects.toThrow(UserError);
    expect(await readdir(folder)).toEqual(["file", "taken"]);
  });

  test("without content, what an earlier run left goes", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "model.onnx");
    await writeOrRemove(path, undefined);
    await writeOrRemove(path, Uint8Array.of(7));
    expect([...(await readFile(path))]).toEqual([7]);
    await writeOrRemove(path, undefined);
    expect(await readdir(folder)).toEqual([]);
  });
});

test("JSON comes back; a missing file is none, a broken one is named", async () => {
  const path = join(await temporaryFolder(), "x.json");
  expect(await readJson(path)).toBeUndefined();
  await writeJson(path, { a: [1, null] });
  expect(await readJson(path)).toEqual({ a: [1, null] });
  await writeFile(path, "{");
  await expect(readJson(path)).rejects.toThrow(/x\.json is not valid JSON/);
});
