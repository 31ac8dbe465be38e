/** Every op of the recorder: what an entry must keep. That it computes the right thing: test/differential/ops. */
import { readdirSync, readFileSync } from "node:fs";
import { cast, getKernel, setBackend, type Tensor } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Graph } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { verifyGraph } from "#graph/verify";
import type { Op, OpSample } from "#record/op";
import { ops } from "#record/ops/index";
import { quietTf } from "#record/quiet";
import { type RecordOptions, record } from "#record/record";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

test("every file of src/record/ops is listed, sorted", () => {
  const index = readFileSync("src/record/ops/index.ts", "utf8");
  const listed = [...index.matchAll(/from "\.\/(.*)\.ts"/g)].map(([, name]) => name!);
  const declares = (file: string) =>
    /^export const \w+: readonly Op/m.test(readFileSync(`src/record/ops/${file}`, "utf8"));
  const files = readdirSync("src/record/ops").filter((file) => declares(file));
  expect(files.filter((file) => file !== "index.ts")).toEqual(listed.map((name) => `${name}.ts`));
  expect(listed).toEqual([...listed].sort());
});

function graphOf({ shapes, run }: OpSample, purpose: NonNullable<RecordOptions["purpose"]>): Graph {
  return record({ name: "op", purpose }, (recorder) => {
    const inputs = shapes.map((shape, i) => recorder.input(`x${i}`, shape));
    recorder.output("y", cast(run(...inputs), "float32"));
  });
}

/** A batch whose size is not known, where the sample has the batch first. */
function symbolicGraph({ shapes, run }: OpSample): Graph {
  return record({ name: "op" }, (recorder) => {
    const inputs = shapes.map(([, ...rest], i) => recorder.input(`x${i}`, [null, ...rest]));
    recorder.output("y", run(...inputs) as Tensor);
  });
}

describe.each(ops.map((op) => [op.kernel, op] as const))("%s", (kernel, { samples }: Op) => {
  test("is a kernel of tf.js's own CPU backend", () => {
    expect(getKernel(kernel, "cpu")).toBeDefined();
  });

  test("its samples have names of their own", () => {
    const names = samples.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(samples.map((sample) => [sample.name, sample] as const))(
    "%s: well-formed graphs of standard operations, for both purposes",
    (_, sample) => {
      for (const purpose of ["inference", "training"] as const) {
        const graph = graphOf(sample, purpose);
        verifyGraph(graph);
        verifyGraph(decodeModel(encodeModel(graph)));
        expect(graph.nodes.every(({ domain }) => domain === "")).toBe(true);
        const names = new Set(graph.inputs.map(({ name }) => name));
        expect(names.size).toBe(sample.shapes.length);
      }
    },
  );
});

const elementwise = ops.filter(({ kernel }) =>
  ["Relu", "Exp", "Sqrt", "Neg", "Softmax"].includes(kernel),
);
test.each(elementwise.map((op) => [op.kernel, op] as const))(
  "%s keeps a symbolic batch",
  (_, op) => {
    const [sample] = op.samples;
    const graph = symbolicGraph(sample!);
    expect(graph.outputs[0]!.shape).toEqual(["batch", ...sample!.shapes[0]!.slice(1)]);
  },
);
