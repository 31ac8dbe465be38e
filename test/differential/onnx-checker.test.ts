/** @file Our verifier beside the one of onnx (PyPI), over every file that we write and over broken ones. */
import { beforeAll, describe, expect, test } from "vitest";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { verifyModel } from "#graph/verify-model";
import { brokenModels, soundModel } from "#test/support/broken-models";
import { modelsOfAWrongSet, oldModels } from "#test/support/old-models";
import { onnxVerdicts } from "#test/support/onnx-verdicts";
import { pythonHas } from "#test/support/python";
import { smallForms, studentFiles } from "#test/support/student-files";

const students = studentFiles();

/** Every student as it is exported, and in every form of every scheme. */
const written = [
  ...students.map(({ name, model }) => [name, model.bytes] as const),
  ...smallForms(students).map(
    ({ name, graph }) => [name, encodeModel(graph, { valueInfo: true })] as const,
  ),
];

/** What onnx lets pass and onnxruntime does not. */
const stricter = new Set(["weights that read other channels"]);

const sound = [["the sound model", soundModel()] as const, ...written];

describe("alone", () => {
  test.each(sound)("%s has no problem, and survives a round trip", (_, bytes) => {
    expect(verifyModel(bytes).problems).toEqual([]);
    const again = encodeModel(decodeModel(bytes), { valueInfo: true });
    expect(Buffer.compare(again, bytes)).toBe(0);
  });

  test.each(oldModels)("%s has no problem", (_, bytes) => {
    expect(verifyModel(bytes).problems).toEqual([]);
  });

  test.each(modelsOfAWrongSet)("%s is named", (_, bytes) => {
    expect(verifyModel(bytes).problems).not.toEqual([]);
  });

  test.each(brokenModels)("%s is named", (_, complaint, make) => {
    expect(verifyModel(make()).problems.join("\n")).toMatch(complaint);
  });
});

describe.skipIf(!pythonHas("onnx"))("beside onnx (needs python3 with onnx)", () => {
  let verdicts: Awaited<ReturnType<typeof onnxVerdicts>>;
  const broken = brokenModels.map(([name, , make]) => [name, make()] as const);

  beforeAll(async () => {
    verdicts = await onnxVerdicts([...sound, ...broken, ...oldModels, ...modelsOfAWrongSet]);
  });

  test.each([...sound, ...oldModels])("%s passes there too", (name) => {
    expect(verdicts.get(name)).toBeNull();
  });

  test.each(modelsOfAWrongSet)("%s is refused there too", (name) => {
    expect(verdicts.get(name)).not.toBeNull();
  });

  test.each(broken)("%s is refused there too, unless ours is stricter", (name) => {
    expect(verdicts.get(name) === null).toBe(stricter.has(name));
  });
});
