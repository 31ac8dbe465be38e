/** The student's small file: which scheme, judged on whom, the same for every seed. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { quietTf } from "#record/quiet";
import { measureFile } from "#src/pipeline/exported";
import { exportStage } from "#src/pipeline/files-stage";
import { quantizeStage } from "#src/pipeline/quantize-stage";
import { temporaryFolder } from "#test/support/temporary-folder";
import { tinyConfig, tinyRoad, untrained } from "./tiny-road.ts";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

/** A road with that `quantize` key, and the exported files of two seeds. */
async function exportedTwice(quantize: object | null) {
  const config = tinyConfig({ quantize });
  const road = await tinyRoad(await temporaryFolder(), config);
  onTestFinished(() => road.store.close());
  const first = await exportStage(road, await untrained(road, "distilled", 1));
  const second = await exportStage(road, await untrained(road, "distilled", 2));
  return { road, first, second };
}

const common = { target: "portable", calibrationWindows: 16 } as const;

describe("a named scheme", () => {
  test("is smaller, has its parameters, a score of its own, and is taken from the folder again", async () => {
    const { road, first } = await exportedTwice({ ...common, scheme: "static-int8" });
    const small = (await quantizeStage(road, first, 1))!;
    expect(small.bytes.length).toBeLessThan(0.6 * first.bytes.length);
    expect(small.cost).toEqual(first.cost);
    expect(small.quantization).toMatchObject({
      ...{ scheme: "static-int8", ranges: "mse", calibrationWindows: 16, judgedOn: "validation" },
    });
    const { accuracy } = await measureFile("again", small.bytes, road.data.raw.test);
    expect(small.score.accuracy).toBe(accuracy);
    expect(await quantizeStage(road, first, 1)).toEqual(small);
  });

  test("keeps layers in float until its budget holds", async () => {
    const budget = { outputError: 1e-6 };
    const { road, first } = await exportedTwice({ ...common, scheme: "weight-int8", budget });
    const { quantization } = (await quantizeStage(road, first, 1))!;
    expect(quantization.kept.length).toBeGreaterThan(0);
    expect(quantization.change.outputError).toBeLessThanOrEqual(1e-6);
  });
});

describe("auto", () => {
  test("ships the smallest that keeps its budget, and the next seed has the same scheme", async () => {
    const { road, first, second } = await exportedTwice({ ...common, prefer: "size" });
    const small = (await quantizeStage(road, first, 1))!;
    const { measured, change, scheme } = small.quantization;
    expect(measured.map(({ title }) => title)).toContain("float");
    expect(small.bytes.length).toBeLessThanOrEqual(
      1.1 * Math.min(...measured.map(({ bytes }) => bytes)),
    );
    expect(change.outputError).toBeLessThanOrEqual(0.1);
    const next = (await quantizeStage(road, second, 2, small))!;
    expect(next.quantization.scheme).toBe(scheme);
    expect(next.quantization.measured.every(({ title }) => title.startsWith(scheme))).toBe(true);
  });

  test("where the first seed stayed float, so does the next", async () => {
    const { road, first, second } = await exportedTwice(common);
    const small = (await quantizeStage(road, first, 1))!;
    const stayed = { ...small, quantization: { ...small.quantization, scheme: "float" } };
    const next = (await quantizeStage(road, second, 2, stayed))!;
    expect(next.quantization).toMatchObject({ scheme: "float", kept: [] });
    expect(next.quantization.change.outputError).toBe(0);
  });
});

test("nothing is quantized where the configuration says so", async () => {
  const { road, first } = await exportedTwice(null);
  expect(await quantizeStage(road, first, 1)).toBeUndefined();
});
