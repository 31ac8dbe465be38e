/** A PyTorch network exported to ONNX answers here as it did in PyTorch (files and answers: scripts/golden/teacher.py). */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Network, TrainedTask } from "#core/network";
import { openSource } from "#export/formats/open-source";
import { tfjsGraph } from "#export/formats/tfjs-graph";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { onnxFile } from "#teachers/onnx-file";
import { tfjsFile } from "#teachers/tfjs-file";
import { exportedModel } from "#test/support/exported";
import { temporaryFolder } from "#test/support/temporary-folder";
import { expectClose } from "#test/support/tensors";
import { recordedEngine } from "#train/engines/recorded";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const folder = "test/golden/teacher";
const answers = JSON.parse(readFileSync(`${folder}/answers.json`, "utf8")) as {
  readonly windows: number[][][]; // [window, time, channel]
  readonly logits: number[][];
  readonly features: number[][];
};
const windows = Float32Array.from(answers.windows.flat(2));
const classes = ["walk", "run", "sit"];
const task: TrainedTask = {
  inputs: [{ modality: "acc", length: 16, channels: 3, sampleRate: 50 }],
  classes,
};

async function answer(network: Network, data: Float32Array, taps: readonly string[] = []) {
  const forward = await recordedEngine(createOrtNodeSession).compileForward(network, taps);
  const weights = readWeights(network.model);
  const outputs = await forward.run(weights, { acc: { data, shape: [4, 16, 3] } });
  await forward.release();
  return outputs;
}

describe.each(["opset-17", "opset-20"])("%s", (name) => {
  const file = { ...onnxFile.options, path: `${folder}/${name}.onnx`, layout: "nct" as const };

  test("logits and features are PyTorch's", async () => {
    const network = await onnxFile.open(task, { ...file, taps: { features: "pooled" } });
    expect(network.taps).toEqual(["features"]);
    const { logits, features } = await answer(network, windows, ["features"]);
    expectClose(logits!.data, Float32Array.from(answers.logits.flat()), { absolute: 1e-5 });
    expectClose(features!.data, Float32Array.from(answers.features.flat()), { absolute: 1e-5 });
  });

  test("as a GraphModel of TensorFlow.js it answers alike", async () => {
    const at = await temporaryFolder();
    const source = openSource(readFileSync(file.path), { createSession: createOrtNodeSession });
    for (const { name: part, content } of (await tfjsGraph.write(source, "model")).files)
      await writeFile(join(at, part), content);
    const options = { ...file, path: join(at, "model.json"), taps: { features: "pooled" } };
    const network = await tfjsFile.open(task, options);
    const { logits, features } = await answer(network, windows, ["features"]);
    expectClose(logits!.data, Float32Array.from(answers.logits.flat()), { absolute: 1e-5 });
    expectClose(features!.data, Float32Array.from(answers.features.flat()), { absolute: 1e-5 });
  });

  test("windows of the run are brought to the scale it was trained on", async () => {
    const run = { acc: { mean: Float32Array.of(1, 2, 3), sd: Float32Array.of(2, 0.5, 4) } };
    const own = { acc: { mean: [0.5, 0, -1], sd: [4, 1, 2] } };
    const standardised = windows.map((x, i) => {
      const c = i % 3;
      const raw = x * own.acc.sd[c]! + own.acc.mean[c]!;
      return (raw - run.acc.mean[c]!) / run.acc.sd[c]!;
    });
    const network = await onnxFile.open(
      { ...task, normalization: run },
      { ...file, normalization: own },
    );
    const { logits } = await answer(network, standardised);
    expectClose(logits!.data, Float32Array.from(answers.logits.flat()), { absolute: 1e-4 });
  });

  test("classes stand in the order of the run", async () => {
    const options = { ...file, classes: ["sit", "walk", "run"] };
    const { logits } = await answer(await onnxFile.open(task, options), windows);
    const expected = answers.logits.flatMap(([sit, walk, run]) => [walk!, run!, sit!]);
    expectClose(logits!.data, Float32Array.from(expected), { absolute: 1e-5 });
  });

  test("exported again it is one file that reads raw windows", async () => {
    const network = await onnxFile.open(task, file);
    const normalization = { acc: { mean: new Float32Array(3), sd: new Float32Array(3).fill(1) } };
    const { bytes, cost } = exportedModel(network, { classes, normalization });
    expect(cost.parameters).toBeGreaterThan(400);
    const session = await createOrtNodeSession(bytes);
    const { logits } = await session.run({
      acc: { dtype: "float32", shape: [4, 16, 3], data: windows },
    });
    await session.release();
    const expected = Float32Array.from(answers.logits.flat());
    expectClose(logits!.data as Float32Array, expected, { absolute: 1e-4 });
  });
});
