/** @file Every student, float and small, in every ONNX operator set that files can be written in. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Network } from "#core/network";
import type { Graph } from "#graph/graph";
import { decode } from "#graph/message";
import { modelProto } from "#graph/onnx-schema";
import { inOpset } from "#graph/opset/convert-opset";
import { irVersionOf } from "#graph/opset/ir-version";
import { oldestConverted, workingOpset } from "#graph/opset/working-opset";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { verifyModel } from "#graph/verify-model";
import { createOrtNodeSession } from "#runtime/ort-node";
import { runnableOpset } from "#runtime/runnable-opset";
import { exportedModel, waves } from "#test/support/exported";
import { onnxVerdicts } from "#test/support/onnx-verdicts";
import { pythonHas } from "#test/support/python";
import { smallForms, studentFiles } from "#test/support/student-files";

const opsets = Array.from(
  { length: runnableOpset - oldestConverted + 1 },
  (_, i) => oldestConverted + i,
);
/** The oldest, those around what changed for operators of small files, and the newest. */
const turningPoints = [oldestConverted, 18, runnableOpset];

const students = studentFiles();
const small = smallForms(students);

const written = [
  ...students.flatMap(({ name, network }) =>
    opsets.map((opset) => [`${name} ${opset}`, exportedModel(network, { opset }).bytes] as const),
  ),
  ...small.flatMap(({ name, graph }) =>
    turningPoints.map((opset) => [`${name} ${opset}`, fileOf(graph, opset)] as const),
  ),
];

function fileOf(graph: Graph, opset: number): Uint8Array {
  return encodeModel(inOpset(graph, opset), { valueInfo: true });
}

async function answers(bytes: Uint8Array, network: Network): Promise<Float32Array> {
  const session = await createOrtNodeSession(bytes);
  const { logits } = await session.run(waves(network, 3, 5));
  await session.release();
  return logits!.data as Float32Array;
}

function operatorsOf(bytes: Uint8Array): string {
  return decodeModel(bytes)
    .nodes.map(({ op }) => op)
    .sort()
    .join();
}

describe.each(students)("$name", ({ network, model }) => {
  test.each(opsets)("answers in operator set %i as in the usual one", async (opset) => {
    const { bytes } = exportedModel(network, { opset });
    const [actual, expected] = [await answers(bytes, network), await answers(model.bytes, network)];
    if (operatorsOf(bytes) === operatorsOf(model.bytes)) expect(actual).toEqual(expected);
    for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i]!, 4);
  });
});

test("the usual set changes nothing about a file", () => {
  for (const { network, model } of students) {
    const { bytes } = exportedModel(network, { opset: workingOpset });
    expect(Buffer.compare(bytes, model.bytes)).toBe(0);
  }
});

test.each(small)("$name answers in other sets as in the usual one", async ({ network, graph }) => {
  const expected = await answers(fileOf(graph, workingOpset), network);
  for (const opset of turningPoints)
    expect([opset, await answers(fileOf(graph, opset), network)]).toEqual([opset, expected]);
});

test.each(written)("%s is sound, of its set and of the format that goes with it", (name, bytes) => {
  const opset = Number(name.split(" ").at(-1));
  const { problems, graph } = verifyModel(bytes);
  expect(problems).toEqual([]);
  expect(graph!.opsets.get("")).toBe(opset);
  expect(Number(decode(modelProto, bytes).irVersion)).toBe(irVersionOf(opset));
});

describe.skipIf(!pythonHas("onnx"))("beside onnx (needs python3 with onnx)", () => {
  let verdicts: Awaited<ReturnType<typeof onnxVerdicts>>;

  beforeAll(async () => {
    verdicts = await onnxVerdicts(written);
  });

  test.each(written)("%s passes there too", (name) => {
    expect(verdicts.get(name)).toBeNull();
  });
});
