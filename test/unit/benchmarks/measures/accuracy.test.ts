import { describe, expect, test } from "vitest";
import { measureAccuracy } from "#benchmarks/measures/accuracy";
import { createOrtNodeSession } from "#runtime/ort-node";
import { createOrtWebSession } from "#runtime/ort-web";
import { meanModel, meanWindows } from "#test/support/mean-model";

const answers = [0, 1, 2, 2, 1, 0, 2];
const labels = [0, 1, 2, 0, 1, 0, 2];
const windows = meanWindows(answers, labels);

describe.each([
  ["onnxruntime-node", createOrtNodeSession],
  ["onnxruntime-web", createOrtWebSession],
])("accuracy in %s", (runtime, createSession) => {
  test.each([
    ["in batches with a remainder", "batch", 3],
    ["in one batch", "batch", 64],
    ["with a fixed batch size", 2, 64],
  ])("%s", async (_, batch, batchSize) => {
    const candidate = { name: "mean", bytes: meanModel(4, 3, batch) };
    const measured = await measureAccuracy(candidate, windows, { batchSize, createSession });
    expect([...measured.predictions]).toEqual(answers);
    expect(measured.accuracy).toBeCloseTo(6 / 7, 12);
    expect(measured.confusion[0]).toEqual([2, 0, 1]);
    expect([...measured.logits.slice(0, 3)]).toEqual([2.5, 0, 0]);
    expect(measured.runtime).toContain(runtime);
  });
});

test("a model of another number of classes is refused", async () => {
  const wrong = { ...windows, classes: ["sit", "stand"] };
  const candidate = { name: "student.onnx", bytes: meanModel(4, 3) };
  await expect(measureAccuracy(candidate, wrong)).rejects.toThrow(
    'student.onnx: output "logits" is float32 [7, 3]; expected float32 with 14 values',
  );
});
