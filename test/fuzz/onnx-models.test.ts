/** @file Damaged ONNX files: a sentence or a model, in little memory. */
import { describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { Random } from "#core/random";
import { lowerProgram } from "#export/device/lower-program";
import { oneWindow } from "#export/one-window";
import { decode, encode, type Message } from "#graph/message";
import { modelProto } from "#graph/onnx-schema";
import { decodeModel } from "#graph/protobuf";
import { verifyModel } from "#graph/verify-model";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { damagedBytes } from "#test/support/damage";
import { studentFiles } from "#test/support/student-files";

const files = studentFiles()
  .filter(({ name }) => ["cnn1d-tiny", "eegnet", "tiny-har"].includes(name))
  .map(({ name, model }) => ({ name, bytes: model.bytes }));

/** The error of a call that may only fail with a {@link UserError}. */
function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error;
  }
}

describe.each(files)("$name", ({ bytes }) => {
  test("2,000 damages are each a model or a sentence", () => {
    const random = new Random(17);
    let refused = 0;
    for (let i = 0; i < 2000; i++) {
      const broken = damagedBytes(bytes, random);
      const { graph, problems } = verifyModel(broken);
      if (!graph) refused++;
      for (const problem of problems) expect(problem).toMatch(/\w/);
      outcome(() => decodeModel(broken));
    }
    expect(refused).toBeGreaterThan(400);
  });

  test("sizes, counts and names that lie are refused, in little memory", async () => {
    const before = process.memoryUsage().arrayBuffers;
    for (const change of lies) {
      const broken = encode(modelProto, change(decode(modelProto, bytes)));
      const { graph, problems } = verifyModel(broken);
      if (graph && problems.length === 0) {
        const lowered = oneWindow(graph, createSession).then(lowerProgram);
        expect(await lowered.catch((error: unknown) => error)).toBeInstanceOf(UserError);
      }
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 27);
  });
});

type Model = Message<typeof modelProto>;
type GraphPart = NonNullable<Model["graph"]>;

const inGraph =
  (change: (graph: GraphPart) => Partial<GraphPart>) =>
  (model: Model): Model => ({ ...model, graph: { ...model.graph, ...change(model.graph!) } });

const shaped = (...sizes: readonly number[]) => ({
  tensorType: { elemType: 1, shape: { dim: sizes.map((dimValue) => ({ dimValue })) } },
});

/** Each takes a sound model. */
const lies: readonly ((model: Model) => Model)[] = [
  inGraph(({ input = [] }) => ({
    input: input.map((it) => ({ ...it, type: shaped(1, 1e12, 8) })),
  })),
  inGraph(({ input = [] }) => ({
    input: input.map((it) => ({ ...it, type: shaped(1, 2 ** 31, 8) })),
  })),
  inGraph(({ initializer = [] }) => ({
    initializer: initializer.map((it) => ({ ...it, dims: [2 ** 40] })),
  })),
  inGraph(({ initializer = [] }) => ({
    initializer: initializer.map((it) => ({ ...it, dims: [-1, ...(it.dims ?? [])] })),
  })),
  inGraph(({ node = [] }) => ({
    node: node.map((it) => ({ ...it, input: it.output, output: it.input })),
  })),
  inGraph(({ node = [] }) => ({ node: node.map((it) => ({ ...it, opType: "Nonesuch" })) })),
  inGraph(({ node = [] }) => ({ node: node.map((it) => ({ ...it, attribute: [] })) })),
  inGraph(({ initializer = [] }) => ({
    initializer: initializer.map((it) => ({
      ...it,
      rawData: undefined,
      dataLocation: 1,
      externalData: [{ key: "location", value: "../../../../etc/passwd" }],
    })),
  })),
];
