/** @file The TensorFlow Lite files that we write, run by its own interpreter, beside the ONNX model. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sizeOf } from "#core/signal";
import { openSource } from "#export/formats/open-source";
import { tflite } from "#export/formats/tflite";
import { tfliteInt8 } from "#export/formats/tflite-int8";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { waves } from "#test/support/exported";
import { pythonHas, runPython } from "#test/support/python";
import { studentFiles } from "#test/support/student-files";

const students = studentFiles();
const few = 16;

/** Their features are logarithms of powers, which 256 steps hold badly. */
const logarithmic = new Set(["sccnet", "shallow-conv-net"]);

type Answers = Readonly<Record<string, readonly Readonly<Record<string, readonly number[]>>[]>>;

describe.skipIf(!pythonHas("tensorflow.lite"))(
  "TensorFlow Lite (needs python3 with tensorflow)",
  () => {
    let answers: Answers;

    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), "wristill-"));
      for (const { name, network, model } of students) {
        const calibration = [waves(network, 64, 1), waves(network, 64, 2)];
        const source = openSource(model.bytes, { createSession, calibration });
        const [feed] = Object.values(waves(network, few, 9));
        const length = sizeOf(feed!.shape.slice(1));
        const windows = Array.from({ length: few }, (_, i) => [
          ...feed!.data.subarray(i * length, (i + 1) * length),
        ]);
        for (const format of [tflite, tfliteInt8]) {
          const [file] = (await format.write(source, name)).files;
          await writeFile(join(folder, `${name} ${format.name}.tflite`), file!.content);
          await writeFile(join(folder, `${name} ${format.name}.json`), JSON.stringify(windows));
        }
      }
      answers = runPython(new URL("./tflite_run.py", import.meta.url), folder) as Answers;
      await rm(folder, { recursive: true });
    }, 300_000);

    describe.each(students)("$name", ({ name, network, model }) => {
      async function apart(format: string) {
        const session = await createSession(model.bytes);
        const { logits } = await session.run(waves(network, few, 9));
        await session.release();
        const expected = [...(logits!.data as Float32Array)];
        const found = answers[`${name} ${format}`]!.flatMap((row) => row.logits!);
        expect(found.length).toBe(expected.length);
        return rms(found.map((x, i) => x - expected[i]!)) / rms(expected);
      }

      test("in float32 answers like the ONNX file", async () => {
        expect(await apart("tflite")).toBeLessThan(1e-5);
      });

      test("in int8 answers nearly so", async () => {
        expect(await apart("tflite-int8")).toBeLessThan(logarithmic.has(name) ? 0.4 : 0.1);
      });
    });
  },
);

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
}
