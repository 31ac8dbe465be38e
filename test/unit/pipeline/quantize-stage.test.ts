/** The student's small file: which scheme, judged on whom, the same for every seed. */
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { readJson } from "#core/files";
import { quietTf } from "#record/quiet";
import { awareStage, trainableSchemes } from "#src/pipeline/aware-stage";
import { measureFile } from "#src/pipeline/exported";
import { exportStage } from "#src/pipeline/files-stage";
import { quantizeStage } from "#src/pipeline/quantize-stage";
import { streamModel } from "#stream/stream-model";
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
  const exported = async (seed: number) => {
    const model = await untrained(road, "distilled", seed);
    return { model, file: await exportStage(road, model) };
  };
  return { road, first: await exported(1), second: await exported(2) };
}

const common = { target: "portable", calibrationWindows: 16 } as const;

describe("a named scheme", () => {
  test("is smaller, has its parameters, a score of its own, and is taken from the folder again", async () => {
    const { road, first } = await exportedTwice({ ...common, scheme: "static-int8" });
    const small = (await quantizeStage(road, first))!;
    expect(small.bytes.length).toBeLessThan(0.6 * first.file.bytes.length);
    expect(small.cost).toEqual(first.file.cost);
    const [before, after] = [first.file, small].map((file) => streamModel(file.bytes));
    expect(before!.temperature).toBeGreaterThan(0);
    expect(after).toEqual(before); // labels, inputs and temperature
    expect(small.quantization).toMatchObject({
      ...{ scheme: "static-int8", ranges: "mse", calibrationWindows: 16, judgedOn: "validation" },
    });
    const { accuracy } = await measureFile("again", small.bytes, road.data.raw.test);
    expect(small.score.accuracy).toBe(accuracy);
    expect(await quantizeStage(road, first)).toEqual(small);
  });

  test("keeps layers in float until its budget holds", async () => {
    const budget = { outputError: 1e-6 };
    const { road, first } = await exportedTwice({ ...common, scheme: "weight-int8", budget });
    const { quantization } = (await quantizeStage(road, first))!;
    expect(quantization.kept.length).toBeGreaterThan(0);
    expect(quantization.change.outputError).toBeLessThanOrEqual(1e-6);
  });
});

describe("auto", () => {
  test("ships the smallest that keeps its budget, and the next seed has the same scheme", async () => {
    const { road, first, second } = await exportedTwice({ ...common, prefer: "size" });
    const small = (await quantizeStage(road, first))!;
    const { measured, change, scheme } = small.quantization;
    expect(measured.map(({ title }) => title)).toContain("float");
    expect(small.bytes.length).toBeLessThanOrEqual(
      1.1 * Math.min(...measured.map(({ bytes }) => bytes)),
    );
    expect(change.outputError).toBeLessThanOrEqual(0.1);
    const next = (await quantizeStage(road, second, small))!;
    expect(next.quantization.scheme).toBe(scheme);
    expect(next.quantization.measured.every(({ title }) => title.startsWith(scheme))).toBe(true);
  });

  test("where the first seed stayed float, so does the next", async () => {
    const { road, first, second } = await exportedTwice(common);
    const small = (await quantizeStage(road, first))!;
    const stayed = { ...small, quantization: { ...small.quantization, scheme: "float" } };
    const next = (await quantizeStage(road, second, stayed))!;
    expect(next.quantization).toMatchObject({ scheme: "float", kept: [] });
    expect(next.quantization.change.outputError).toBe(0);
  });
});

describe("training for a scheme", () => {
  test("happens once per scheme and seed, and its result is taken from the folder again", async () => {
    const aware = { epochs: 2 };
    const { road, first } = await exportedTwice({ ...common, scheme: "weight-int4", aware });
    const scheme = trainableSchemes({ scheme: "weight-int4", target: "mcu" })[0]!;
    const small = (await quantizeStage(road, first))!;
    const trained = await awareStage(road, first, scheme, road.config.quantize!);
    expect(await quantizeStage(road, first)).toEqual(small);
    expect(await awareStage(road, first, scheme, road.config.quantize!)).toEqual(trained);
    const history = await readJson(
      join(road.store.folder, "seed-1/aware-weight-int4/history.json"),
    );
    expect(history).toHaveLength(2);
    expect(typeof small.quantization.trained).toBe("boolean");
  });

  test("auto trains for every scheme that can be trained for", () => {
    const names = (scheme: string, target: "auto" | "mcu") =>
      trainableSchemes({ scheme, target }).map(({ name }) => name);
    expect(names("auto", "auto")).toEqual(["static-int8", "weight-int4", "weight-int8"]);
    expect(names("auto", "mcu")).toEqual(["static-int8"]);
    expect(names("fp16", "auto")).toEqual([]);
  });
});

test("nothing is quantized where the configuration says so", async () => {
  const { road, first } = await exportedTwice(null);
  expect(await quantizeStage(road, first)).toBeUndefined();
});
