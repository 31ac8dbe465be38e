/** @file The TensorFlow Lite files that we write, run by its own interpreter, beside the ONNX model. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { mapValues } from "#core/map-values";
import { Random } from "#core/random";
import type { Format } from "#export/formats/format";
import { openSource } from "#export/formats/open-source";
import { tflite } from "#export/formats/tflite";
import { tfliteInt8 } from "#export/formats/tflite-int8";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import type { HostTensors } from "#runtime/session";
import { waves } from "#test/support/exported";
import { layerGraphs, layerWindow } from "#test/support/layer-graphs";
import { pythonHas, runPython } from "#test/support/python";
import { rowsOf } from "#test/support/rows-of";
import { studentFiles } from "#test/support/student-files";

const students = studentFiles();
const few = 16;

/** Their features are logarithms of powers, which 256 steps hold badly. */
const logarithmic = new Set(["sccnet", "shallow-conv-net"]);

/** What c-graphs.test.ts says of the same in integers: refused by name, or held badly. */
const notInIntegers =
  /^share of the sum|^a number through the window|^mean of three, padded|^LayerNormalization|^standardised/;

/** An error function that is no GELU has no operator. */
const withoutOperator = new Set(["almost a Gelu", "Erf"]);

interface Case {
  readonly bytes: Uint8Array;
  readonly calibration: readonly HostTensors[];
  readonly windows: HostTensors;
  readonly format: Format;
}

type Answers = Readonly<Record<string, readonly Readonly<Record<string, readonly number[]>>[]>>;

/** How far TensorFlow Lite's first output is from the ONNX file's, as a share of its size, case by case. */
async function distances(cases: readonly Case[]): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), "wristill-"));
  for (const [i, { bytes, calibration, windows, format }] of cases.entries()) {
    const source = openSource(bytes, { createSession, calibration });
    const [file] = (await format.write(source, "model")).files;
    await writeFile(join(folder, `${i}.tflite`), file!.content);
    await writeFile(join(folder, `${i}.json`), JSON.stringify(mapValues(windows, rowsOf)));
  }
  const answers = runPython(new URL("./tflite_run.py", import.meta.url), folder) as Answers;
  await rm(folder, { recursive: true });
  const apart: number[] = [];
  for (const [i, { bytes, windows }] of cases.entries()) {
    const session = await createSession(bytes);
    const { logits } = await session.run(windows);
    await session.release();
    const expected = [...(logits!.data as Float32Array)];
    const found = answers[i]!.flatMap((row) => row.logits!);
    expect(found.length).toBe(expected.length);
    apart.push(rms(found.map((x, k) => x - expected[k]!)) / rms(expected));
  }
  return apart;
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
}

describe.skipIf(!pythonHas("tensorflow.lite"))(
  "TensorFlow Lite (needs python3 with tensorflow)",
  () => {
    const formats = [tflite, tfliteInt8];
    let apart: Readonly<Record<string, number>>;

    beforeAll(async () => {
      const cases = students.flatMap(({ network, model: { bytes } }) => {
        const calibration = [waves(network, 64, 1), waves(network, 64, 2)];
        return formats.map((format) => ({
          ...{ bytes, calibration, windows: waves(network, few, 9), format },
        }));
      });
      const found = await distances(cases);
      const names = students.flatMap(({ name }) =>
        formats.map((format) => `${name} ${format.name}`),
      );
      apart = Object.fromEntries(names.map((name, i) => [name, found[i]!]));
    }, 300_000);

    test.each(students)("$name in float32 answers like the ONNX file", ({ name }) => {
      expect(apart[`${name} tflite`]).toBeLessThan(1e-5);
    });

    test.each(students)("$name in int8 answers nearly so", ({ name }) => {
      expect(apart[`${name} tflite-int8`]).toBeLessThan(logarithmic.has(name) ? 0.4 : 0.1);
    });

    test.each([
      [tflite, 1e-5],
      [tfliteInt8, 0.15], // as in c-graphs.test.ts: windows that calibration did not see, made larger by what follows
    ] as const)(
      "every kind of layer in $name answers like the ONNX file",
      async (format, limit) => {
        const graphs = layerGraphs.filter(
          ({ name }) =>
            !withoutOperator.has(name) && !(format.calibrated && notInIntegers.test(name)),
        );
        const calibration = [layerWindows(128, 1)];
        const windows = layerWindows(few, 9);
        const found = await distances(
          graphs.map(({ bytes }) => ({ bytes, calibration, windows, format })),
        );
        const far = graphs.flatMap(({ name }, i) => (found[i]! < limit ? [] : [[name, found[i]]]));
        expect(far).toEqual([]);
      },
      300_000,
    );
  },
);

test.each([...withoutOperator])("%s is refused by name", async (name) => {
  const { bytes } = layerGraphs.find((graph) => graph.name === name)!;
  const source = openSource(bytes, { createSession });
  await expect(tflite.write(source, "model")).rejects.toThrow(/layer "erf" is Erf/);
});

function layerWindows(count: number, seed: number): HostTensors {
  const { modality, length, channels } = layerWindow;
  const data = new Random(seed).normals(count * length * channels);
  return { [modality]: { dtype: "float32", shape: [count, length, channels], data } };
}
