import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { partIn } from "#benchmarks/harness/device/device-part";
import { openStore } from "#benchmarks/harness/device/part-store";
import { planFiles } from "#benchmarks/harness/device/plan-files";
import { partsOf, runNamed, samplePlan } from "#test/support/device-answers";
import { temporaryFolder } from "#test/support/temporary-folder";

const plan = samplePlan();
const check = (value: unknown) => partIn(value, planFiles(plan).plan.key, plan);
const [part, other] = partsOf(plan, runNamed(1));
const clock = () => new Date("2026-01-02T03:04:05Z");

let folder: string;
const troubles: string[] = [];
const open = (mostRuns = 500) =>
  openStore({ ...{ folder, check, clock, mostRuns }, onTrouble: (it) => troubles.push(it) });

beforeEach(async () => {
  folder = await temporaryFolder();
  troubles.length = 0;
});

test("a part is on the disk when it is acknowledged, and there after a restart", async () => {
  const store = await open();
  expect(await store.add(part!)).toBe("kept");
  const kept = { receivedAt: "2026-01-02T03:04:05.000Z", part };
  const file = join(folder, part!.run, "0.json");
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(kept);
  const again = await open();
  expect(again.parts()).toEqual([kept]);
  expect(await again.add(part!)).toBe("known");
});

test("the same part at once from everywhere is kept once, and nobody hears of it before it is", async () => {
  const store = await open();
  const heard = await Promise.all(Array.from({ length: 20 }, () => store.add(part!)));
  expect(heard.filter((it) => it === "kept").length).toBe(1);
  expect(heard.filter((it) => it === "known").length).toBe(19);
  expect(await readdir(join(folder, part!.run))).toEqual(["0.json"]);
});

test("another answer to the same step does not replace the first", async () => {
  const store = await open();
  await store.add(part!);
  const forged = { ...part!, device: { ...part!.device, name: "Somebody else" } };
  expect(await store.add(forged)).toBe("other");
  expect(store.parts().map((it) => it.part)).toEqual([part]);
});

test("measurements beyond the number that is kept are refused; those that began go on", async () => {
  const store = await open(1);
  await store.add(part!);
  expect(await store.add(partsOf(plan, runNamed(2))[0]!)).toBe("full");
  expect(await store.add(other!)).toBe("kept");
});

test("files that somebody broke are named and left out", async () => {
  const store = await open();
  await store.add(part!);
  await store.add(other!);
  await writeFile(join(folder, part!.run, "0.json"), "{");
  await writeFile(join(folder, "notes.txt"), "mine");
  const again = await open();
  expect(again.parts().map((it) => it.part)).toEqual([other]);
  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toMatch(/0\.json is left out: .* is not valid JSON/);
});

test("where nothing can be written, nothing is acknowledged, and it can be tried again", async () => {
  const store = await open();
  await writeFile(join(folder, part!.run), "in the way");
  await expect(store.add(part!)).rejects.toThrow(/cannot write/);
  expect(store.parts()).toEqual([]);
  await rm(join(folder, part!.run));
  expect(await store.add(part!)).toBe("kept");
});
