/** @file Our verifier beside the one of onnx (PyPI), over every file that we write and over broken ones. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Scheme } from "#export/quantize/scheme";
import * as schemes from "#export/quantize/schemes";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { verifyModel } from "#graph/verify-model";
import { brokenModels, soundModel } from "#test/support/broken-models";
import { pythonHas, runPython } from "#test/support/python";
import { studentFiles } from "#test/support/student-files";

/** Every student as it is exported, and in every form of every scheme. */
function writtenFiles(): (readonly [string, Uint8Array])[] {
  return studentFiles().flatMap(({ name, model }) => [
    [name, model.bytes] as const,
    ...Object.values<Scheme>(schemes).flatMap((scheme) =>
      scheme.forms.map((form) => {
        const { graph } = form.build({ graph: model.graph, ranges: wide, weightBits: 8, keep });
        const bytes = encodeModel(graph, { valueInfo: true });
        return [`${name} ${scheme.name} ${form.name}`, bytes] as const;
      }),
    ),
  ]);
}

/** What onnx lets pass and onnxruntime does not. */
const stricter = new Set(["weights that read other channels"]);

const keep = new Set<string>();

/** Any value between −8 and 8. */
const wide = { get: () => ({ low: -8, high: 8 }) } as never;

const sound = [["the sound model", soundModel()] as const, ...writtenFiles()];

describe("alone", () => {
  test.each(sound)("%s has no problem, and survives a round trip", (_, bytes) => {
    expect(verifyModel(bytes).problems).toEqual([]);
    const again = encodeModel(decodeModel(bytes), { valueInfo: true });
    expect(Buffer.compare(again, bytes)).toBe(0);
  });

  test.each(brokenModels)("%s is named", (_, complaint, make) => {
    expect(verifyModel(make()).problems.join("\n")).toMatch(complaint);
  });
});

describe.skipIf(!pythonHas("onnx"))("beside onnx (needs python3 with onnx)", () => {
  let verdicts: Record<string, string | null>;
  const broken = brokenModels.map(([name, , make]) => [name, make()] as const);

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "wristill-"));
    for (const [name, bytes] of [...sound, ...broken])
      await writeFile(join(folder, `${name}.onnx`), bytes);
    verdicts = runPython(new URL("./onnx_checker.py", import.meta.url), folder) as typeof verdicts;
    await rm(folder, { recursive: true });
  });

  test.each(sound)("%s passes there too", (name) => {
    expect(verdicts[`${name}.onnx`]).toBeNull();
  });

  test.each(broken)("%s is refused there too, unless ours is stricter", (name) => {
    expect(verdicts[`${name}.onnx`] === null).toBe(stricter.has(name));
  });
});
