/** @file Every ONNX file that we write: sound, the same bytes when it is read and written again, and read by others. */
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { mapValues } from "#core/map-values";
import { Random } from "#core/random";
import { encodeCompact } from "#export/quantize/encode-compact";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { verifyModel } from "#graph/verify-model";
import { createOrtNodeSession } from "#runtime/ort-node";
import type { HostTensors } from "#runtime/session";
import { onnxVerdicts } from "#test/support/onnx-verdicts";
import { pythonHas, runPython } from "#test/support/python";
import { expectClose } from "#test/support/tensors";
import { inside, prepareTf, writers } from "#test/support/written-files";

const batch = 3;

/** Seeded noise from 0 to 1 for every input, since roots are taken of what a step remembers; whole numbers are 0 or 1. */
function feedsFor(bytes: Uint8Array): HostTensors {
  const random = new Random(5);
  return Object.fromEntries(
    decodeModel(bytes).inputs.map(({ name, dtype, shape }) => {
      const sizes = shape.map((size) => (typeof size === "number" ? size : batch));
      const length = sizes.reduce((product, size) => product * size, 1);
      const noise = Array.from({ length }, () => random.between(0, 1));
      const data =
        dtype === "int32" ? Int32Array.from(noise, Math.round) : Float32Array.from(noise);
      return [name, { dtype, shape: sizes, data }];
    }),
  );
}

async function answersOf(bytes: Uint8Array): Promise<Readonly<Record<string, readonly number[]>>> {
  const session = await createOrtNodeSession(bytes);
  try {
    return mapValues(await session.run(feedsFor(bytes)), ({ data }) => Array.from(data, Number));
  } finally {
    await session.release();
  }
}

test("whatever in the source writes ONNX is in the table once", () => {
  const folders = ["src", "export", "students", "teachers"];
  const writing = folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
    )
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => /\bencode(Model|Compact)\(/.test(readFileSync(file, "utf8")));
  const listed = [...Object.keys(writers), ...Object.keys(inside)];
  expect(listed.sort()).toEqual(writing.sort());
});

const files = new Map<string, Uint8Array>();
await prepareTf();
for (const make of Object.values(writers))
  for (const [name, bytes] of Object.entries(await make())) files.set(name, bytes);
const named = [...files];

describe("alone", () => {
  test.each(named)("%s is sound", (_, bytes) => {
    expect(verifyModel(bytes).problems).toEqual([]);
  });

  test.each(named)("%s is written again as it was read", (_, bytes) => {
    const graph = decodeModel(bytes);
    const forms = [
      encodeModel(graph, { valueInfo: true }),
      encodeModel(graph),
      encodeCompact(graph),
    ];
    expect(forms.some((again) => Buffer.compare(again, bytes) === 0)).toBe(true);
  });

  test.each(named)("%s answers, with finite numbers", async (_, bytes) => {
    for (const values of Object.values(await answersOf(bytes)))
      expect(values.every(Number.isFinite)).toBe(true);
  });
});

describe.skipIf(!pythonHas("onnx"))("beside onnx (needs python3 with onnx)", () => {
  let verdicts: Awaited<ReturnType<typeof onnxVerdicts>>;

  beforeAll(async () => {
    verdicts = await onnxVerdicts(files);
  }, 300_000);

  test.each(named)("%s passes the checker and strict shape inference", (name) => {
    expect(verdicts.get(name)).toBeNull();
  });
});

describe.skipIf(!pythonHas("onnxruntime"))(
  "beside onnxruntime (needs python3 with onnxruntime)",
  () => {
    let answers: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), "wristill-"));
      for (const [name, bytes] of files) {
        const feeds = mapValues(feedsFor(bytes), ({ dtype, shape, data }) => {
          return { dtype, shape, data: Array.from(data, Number) };
        });
        await writeFile(join(folder, `${name}.onnx`), bytes);
        await writeFile(join(folder, `${name}.json`), JSON.stringify(feeds));
      }
      answers = runPython(new URL("./onnx_run.py", import.meta.url), folder) as typeof answers;
      await rm(folder, { recursive: true });
    }, 300_000);

    test.each(named)("%s answers there as here", async (name, bytes) => {
      const here = await answersOf(bytes);
      expect(Object.keys(answers[name]!)).toEqual(Object.keys(here));
      for (const [output, values] of Object.entries(here))
        expectClose(answers[name]![output]!, values, { absolute: 1e-5, relative: 1e-5 });
    });
  },
);
