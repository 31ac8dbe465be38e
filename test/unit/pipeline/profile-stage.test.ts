import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { quietTf } from "#record/quiet";
import { exportStage } from "#src/pipeline/files-stage";
import { profileStage } from "#src/pipeline/profile-stage";
import { temporaryFolder } from "#test/support/temporary-folder";
import { tinyConfig, tinyRoad, untrained } from "./tiny-road.ts";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

async function profiled(benchmark: object | null) {
  const road = await tinyRoad(await temporaryFolder(), tinyConfig({ benchmark }));
  onTestFinished(() => road.store.close());
  const file = await exportStage(road, await untrained(road, "alone", 1));
  return { first: await profileStage(road, file), again: () => profileStage(road, file) };
}

test("the operators of the file, costliest first, measured once", async () => {
  const { first, again } = await profiled({ targets: ["cpu"] });
  const times = first!.byOperator.map(({ time }) => time);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(first!.byOperator.some(({ name }) => /Conv/.test(name))).toBe(true);
  expect(first!.byNode.length).toBeGreaterThanOrEqual(first!.byOperator.length);
  expect(await again()).toEqual(first);
});

test("without a benchmark on the cpu there is none", async () => {
  expect((await profiled({ targets: ["wasm"] })).first).toBeUndefined();
  expect((await profiled(null)).first).toBeUndefined();
});
