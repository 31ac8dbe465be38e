import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { measureAccuracy } from "#benchmarks/measures/accuracy";
import type { Baseline } from "#classic/baseline";
import { sharpness } from "#classic/calibrate";
import * as baselines from "#classic/entries";
import { exportBaseline, requireBaselineParity } from "#classic/export-baseline";
import { fitBaseline } from "#classic/fit-baseline";
import { Random } from "#core/random";
import { readMetadata } from "#export/metadata";
import { decodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { shakes } from "./window-set.ts";

const entries = Object.values(baselines) as unknown as readonly Baseline[];
const [train, validation, others] = [shakes(["a", "b"], 1), shakes(["c"], 2), shakes(["d"], 3)];

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

describe.each(entries)("$name", (baseline) => {
  const fitted = fitBaseline(baseline, train, validation, {
    inputs: ["acc"],
    ...(baseline.name === "random-forest" && { options: { trees: 10 } }),
    random: new Random(1),
  });

  test("its file reads raw windows, in standard operators, and says what it is", async () => {
    const { bytes, cost } = exportBaseline(fitted, train, { provenance: { seed: "1" } });
    const graph = decodeModel(bytes);
    expect(graph.inputs.map(({ name, shape }) => [name, ...shape])).toEqual([
      ["acc", "batch", 32, 3],
    ]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(["logits", "probabilities"]);
    expect([...graph.opsets]).toEqual([["", 17]]);
    expect(readMetadata(graph)).toMatchObject({
      labels: train.classes,
      inputs: { acc: { length: 32, channels: ["x", "y", "z"], unit: "g" } },
      provenance: { model: baseline.name, seed: "1" },
    });
    expect(cost.bytes).toBeLessThan(bytes.length);
    const { accuracy, nll } = await measureAccuracy({ name: "file", bytes }, others);
    expect(accuracy).toBeGreaterThan(0.9);
    expect(nll).toBeLessThan(0.5);
  });

  test("says a temperature that its logits need, or none where nobody was held out", async () => {
    const labels = validation.labels.map((label, i) => (i % 4 === 0 ? (label + 1) % 3 : label));
    const held = { ...validation, labels }; // some are wrong, so that not every factor is as good
    const options = { inputs: ["acc"], random: new Random(1) };
    const { bytes } = exportBaseline(fitBaseline(baseline, train, held, options), train);
    const { temperature } = readMetadata(decodeModel(bytes))!;
    const session = await createOrtNodeSession(bytes);
    const acc = {
      dtype: "float32",
      shape: [held.size, 32, 3],
      data: held.signals.acc!.data,
    } as const;
    const { logits } = await session.run({ acc });
    await session.release();
    const needed = 1 / sharpness(logits!.data as Float32Array, labels, 3);
    expect(temperature).toBe(1);
    expect(needed).toBeCloseTo(1, 2);

    const alone = fitBaseline(baseline, shakes(["a"], 4), undefined, options);
    const said = readMetadata(decodeModel(exportBaseline(alone, train).bytes))!;
    expect(said).not.toHaveProperty("temperature");
  });

  test("a file of another model is refused", async () => {
    const right = exportBaseline(fitted, train);
    await requireBaselineParity(fitted, right, others, createOrtNodeSession);
    const wrong = exportBaseline({ ...fitted, sharpness: 2 * fitted.sharpness }, train);
    await expect(
      requireBaselineParity(fitted, wrong, others, createOrtNodeSession),
    ).rejects.toThrow("was not written");
  });

  test("samples that single precision cannot tell apart are refused", async () => {
    const { acc } = others.signals;
    const data = acc!.data.map((x) => 3e6 + x);
    const far = { ...others, signals: { acc: { ...acc!, data } } };
    const right = exportBaseline(fitted, train);
    await expect(requireBaselineParity(fitted, right, far, createOrtNodeSession)).rejects.toThrow(
      "Remove the offset",
    );
  });
});
