import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { openStageStore, type StageStore } from "#src/pipeline/stage-store";
import { temporaryFolder } from "#test/support/temporary-folder";

const clock = () => new Date(0);
const open = (folder: string, fresh = false) => openStageStore(folder, { clock, fresh });

/** Runs a stage that writes one file, and says whether it ran. */
async function ran(store: StageStore, options: unknown, after: string[] = []): Promise<boolean> {
  const { reused } = await store.stage({ name: "work", options, after }, (folder) =>
    writeFile(join(folder, "result.txt"), "done"),
  );
  return !reused;
}

describe("a stage runs again", () => {
  test("not if nothing changed, not even in a later process", async () => {
    const folder = await temporaryFolder();
    const store = await open(folder);
    expect(await ran(store, { a: 1 })).toBe(true);
    expect(await ran(store, { a: 1 })).toBe(false);
    await store.close();
    expect(await ran(await open(folder), { a: 1 })).toBe(false);
  });

  test("if an option or a stage before it changed", async () => {
    const store = await open(await temporaryFolder());
    await ran(store, { a: 1 });
    expect(await ran(store, { a: 2 })).toBe(true);
    expect(await ran(store, { a: 2 }, ["other"])).toBe(true);
  });

  test("if a file of its result is gone", async () => {
    const folder = await temporaryFolder();
    const store = await open(folder);
    await ran(store, {});
    await rm(join(folder, "work", "result.txt"));
    expect(await ran(store, {})).toBe(true);
  });

  test("if the run starts afresh", async () => {
    const folder = await temporaryFolder();
    const store = await open(folder);
    await ran(store, {});
    await store.close();
    expect(await ran(await open(folder, true), {})).toBe(true);
  });
});

describe("an interrupted stage", () => {
  async function interrupted(): Promise<StageStore> {
    const store = await open(await temporaryFolder());
    const killed = store.stage({ name: "train", options: { a: 1 } }, async (folder) => {
      await writeFile(join(folder, "checkpoint.bin"), "epoch 3");
      throw new Error("killed");
    });
    await expect(killed).rejects.toThrow("killed");
    return store;
  }

  test("finds its partial files", async () => {
    const store = await interrupted();
    await store.stage({ name: "train", options: { a: 1 } }, async (folder) => {
      expect(await readFile(join(folder, "checkpoint.bin"), "utf8")).toBe("epoch 3");
    });
  });

  test("does not find those of other options", async () => {
    const store = await interrupted();
    await store.stage({ name: "train", options: { a: 2 } }, async (folder) => {
      expect(await readdir(folder)).toEqual(["stage.json"]);
    });
  });
});

test("stage.json says what was done when, and what it took", async () => {
  let now = 1000;
  const folder = await temporaryFolder();
  const store = await openStageStore(folder, { clock: () => new Date(now) });
  const { seconds } = await store.stage(
    { name: "train", path: "seed-1/student", options: {} },
    async (where) => {
      await writeFile(join(where, "b"), "");
      await writeFile(join(where, "a"), "");
      now = 3500;
    },
  );
  const record = JSON.parse(await readFile(join(folder, "seed-1/student/stage.json"), "utf8"));
  expect(seconds).toBe(2.5);
  expect(record).toMatchObject({
    finished: "1970-01-01T00:00:03.500Z",
    seconds: 2.5,
    files: ["a", "b"],
  });
});

test.each(["..", "../other", "/etc", "."])("a stage cannot write to %s", async (path) => {
  const store = await open(await temporaryFolder());
  await expect(store.stage({ name: "x", path, options: 1 }, async () => {})).rejects.toThrow(
    "inside",
  );
});

test("metrics are lines; half a line of a killed process is dropped", async () => {
  const folder = await temporaryFolder();
  const store = await open(folder);
  await store.appendMetrics({ epoch: 1 });
  await appendFile(join(folder, "metrics.jsonl"), '{"epo');
  await store.close();
  await (await open(folder)).appendMetrics({ epoch: 2 });
  expect(await readFile(join(folder, "metrics.jsonl"), "utf8")).toBe('{"epoch":1}\n{"epoch":2}\n');
});

describe("refused with a sentence", () => {
  test("a folder of something else, whose files stay", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "thesis.tex"), "");
    await expect(open(folder, true)).rejects.toThrow(/is not a run folder: it has no run.json/);
    expect(await readdir(folder)).toEqual(["thesis.tex"]);
  });

  test("a place that cannot be written", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const opening = open(join(folder, "file", "run"));
    await expect(opening).rejects.toThrow(UserError);
    await expect(opening).rejects.toThrow(
      /cannot use .* as a run folder: .*\n {2}help: choose another/,
    );
  });

  test("the layout of another version, unless the run starts afresh", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "run.json"), '{"format": 99}');
    await expect(open(folder)).rejects.toThrow("written by another version of wristill (layout 99");
    await (await open(folder, true)).close();
    await (await open(folder)).close();
  });
});
