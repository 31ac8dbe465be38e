/** Same seed, same bytes: in two processes, and however often a training is killed on the way. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Random } from "#core/random";
import { run } from "#test/support/packed-package";
import { workFolder } from "./program.ts";

const script = resolve("test/e2e/training-process.js");
const steps = 48; // six epochs of eight

let folder: Awaited<ReturnType<typeof workFolder>>;
let whole: Buffer;

const train = (name: string, ...lastStep: readonly string[]) =>
  run(process.execPath, [script, join(folder.path, name), ...lastStep], process.cwd());
const checkpoint = (name: string) => readFile(join(folder.path, name));

beforeAll(async () => {
  folder = await workFolder();
  expect(await train("whole")).toEqual({ code: 0, stdout: "", stderr: "" });
  whole = await checkpoint("whole");
});
afterAll(() => folder.remove());

test("two processes write the same checkpoint", async () => {
  expect((await train("again")).code).toBe(0);
  expect((await checkpoint("again")).equals(whole)).toBe(true);
});

test.each([1, 2])("killed at three steps drawn with seed %i: the same checkpoint", async (seed) => {
  const drawn = [...new Random(seed).permutation(steps)].slice(0, 3).sort((a, b) => a - b);
  const name = `killed-${seed}`;
  for (const step of drawn) {
    const { code } = await train(name, `${step}`);
    expect(code, `step ${step}`).toBe(null); // a signal ended it
    const kept = await checkpoint(name).catch(() => undefined);
    expect(kept?.equals(whole) ?? false).toBe(false);
  }
  expect((await train(name)).code).toBe(0);
  expect((await checkpoint(name)).equals(whole), `killed at ${drawn}`).toBe(true);
});
