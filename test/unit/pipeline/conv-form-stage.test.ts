/** The form of the student's convolutions in a run: named, or measured once for all its files. */
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { readJson, writeJson } from "#core/files";
import { decodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { convFormStage, type MeasuredConvForm } from "#src/pipeline/conv-form-stage";
import { exportStage } from "#src/pipeline/files-stage";
import { quantizeStage } from "#src/pipeline/quantize-stage";
import { temporaryFolder } from "#test/support/temporary-folder";
import { type TinyRoad, tinyConfig, tinyRoad, untrained } from "./tiny-road.ts";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

async function roadWith(conv: string, target: string): Promise<TinyRoad> {
  const quantize = { scheme: "fp16", target, calibrationWindows: 16 };
  const config = tinyConfig({ quantize, export: { conv } });
  const road = await tinyRoad(await temporaryFolder(), config);
  onTestFinished(() => road.store.close());
  return road;
}

/** By the rank of its filters. */
function formOf({ bytes }: { readonly bytes: Uint8Array }) {
  const ranks = [...decodeModel(bytes).constants()].map(({ shape }) => shape.length);
  return ranks.includes(4) ? "2d" : "1d";
}

/** File of the student, and what is quantized of it. */
async function filesOn(road: TinyRoad) {
  const model = await untrained(road, "distilled", 1);
  const file = await exportStage(road, model);
  return { file, small: (await quantizeStage(road, { model, file }))! };
}

describe.each(["1d", "2d"] as const)("%s", (conv) => {
  test("is the form of every file, and nothing is measured", async () => {
    const road = await roadWith(conv, "cpu");
    const { file, small } = await filesOn(road);
    expect([file, small].map(formOf)).toEqual([conv, conv]);
    expect(small.quantization.measured.map(({ title }) => title)).toEqual(["fp16 cast"]);
    const { trained } = await untrained(road, "alone", 1);
    expect(await convFormStage(road, trained.network)).toBeUndefined();
    expect(file.convolutions).toBeUndefined();
  });
});

describe("auto", () => {
  test("measures the student once, and all of its files follow", async () => {
    const road = await roadWith("auto", "cpu");
    const { file, small } = await filesOn(road);
    expect(small.quantization.measured).toHaveLength(2);
    expect(file.convolutions).toMatch(
      /^(1-D convolutions|convolutions of height 1); .* take [\d.]+ times as long on onnxruntime-node/,
    );
    const kept = join(road.store.folder, "conv-form/conv-form.json");
    const { conv, reason } = (await readJson<MeasuredConvForm>(kept))!;
    expect([formOf(file), file.convolutions]).toEqual([conv, reason]);

    const turned = { conv: conv === "1d" ? "2d" : "1d", reason: "as somebody measured" } as const;
    await writeJson(kept, turned); // as if the other had been faster
    for (const [kind, seed] of [["alone", 1] as const, ["distilled", 2] as const]) {
      const next = await exportStage(road, await untrained(road, kind, seed));
      expect([formOf(next), next.convolutions]).toEqual([turned.conv, turned.reason]);
    }
    const teacher = await exportStage(road, await untrained(road, "teacher", 1));
    expect([formOf(teacher), teacher.convolutions]).toEqual(["2d", undefined]);
  });

  test("keeps height 1 where nothing can be measured", async () => {
    const road = await roadWith("auto", "mcu");
    const { file } = await filesOn(road);
    expect(formOf(file)).toBe("2d");
    expect(file.convolutions).toBe("convolutions of height 1; nothing was measured");
  });
});
