import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockRun } from "#src/pipeline/run-lock";
import { temporaryFolder } from "#test/support/temporary-folder";

async function folderHeldBy(holder: object | string): Promise<string> {
  const folder = await temporaryFolder();
  const text = typeof holder === "string" ? holder : JSON.stringify(holder);
  await writeFile(join(folder, "run.lock"), text);
  return folder;
}

test("two cannot hold it, one after the other can", async () => {
  const folder = await temporaryFolder();
  const unlock = await lockRun(folder);
  await expect(lockRun(folder)).rejects.toThrow(`in use: process ${process.pid}`);
  await unlock();
  await (await lockRun(folder))();
});

test("a living process keeps it", async () => {
  const folder = await folderHeldBy({ pid: process.ppid, host: hostname(), started: 0 });
  await expect(lockRun(folder)).rejects.toThrow(/help: wait for it/);
});

test("another machine keeps it", async () => {
  const folder = await folderHeldBy({ pid: 1, host: `not-${hostname()}`, started: 0 });
  await expect(lockRun(folder)).rejects.toThrow("in use");
});

test("a dead process, a reused pid and a half-written lock lose it", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  for (const holder of [
    { pid, host: hostname(), started: 0 },
    { pid: process.pid, host: hostname(), started: 12345 },
    '{"pid',
  ]) {
    const unlock = await lockRun(await folderHeldBy(holder));
    await unlock();
  }
});
