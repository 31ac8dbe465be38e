/** Every distillation method: what its declarations promise. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { grad, setBackend, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { NdArray } from "#core/signal";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { runGraph } from "#test/support/run-graph";
import { expectClose, finiteDifferences } from "#test/support/tensors";
import {
  batch,
  lossInput,
  lossOf,
  mapSample,
  type Sample,
  sampleFor,
  withStudent,
} from "./method-samples.ts";

const entries = Object.entries(methods) as unknown as readonly (readonly [string, Method])[];

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

test("every file of a family is a method, listed in the order of its path", async () => {
  const folders = (await readdir("src/distill", { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  const files = await Promise.all(
    folders.map(async ({ name }) =>
      (await readdir(join("src/distill", name))).map((file) => `./${name}/${file}`),
    ),
  );
  const lines = (await readFile("src/distill/methods.ts", "utf8")).split("\n");
  const listed = lines.flatMap((line) => /^export .* from "(.*)";$/.exec(line)?.[1] ?? []);
  expect(listed).toEqual(files.flat().sort());
  const names = entries.map(([, { name }]) => name);
  expect(names.sort()).toEqual(
    listed.map((path) => path.slice(path.lastIndexOf("/") + 1, -3)).sort(),
  );
});

describe.each(entries)("%s", (key, method) => {
  test("is called like its export and says where it comes from", () => {
    expect(key).toBe(method.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
    expect(method.source.length * method.summary.length).toBeGreaterThan(0);
  });

  test("trains the student last, and nobody before their teachers", () => {
    const roles = { none: [], one: ["a"], several: ["a", "b", "c"] }[method.teachers];
    const stages = method.stages(roles, method.options);
    expect(stages.at(-1)!.role).toBe("student");
    const before = new Set<string>();
    for (const { role, teachers } of stages) {
      for (const teacher of teachers) expect(before).toContain(teacher);
      before.add(role);
    }
    expect(stages.length).toBe(before.size);
  });

  test("weighs labels and teachers with finite factors, not below 0", () => {
    const { hard, soft } = method.weights(method.options);
    for (const factor of [hard, soft]) expect(factor >= 0 && Number.isFinite(factor)).toBe(true);
    expect(hard + soft).toBeGreaterThan(0);
  });

  test.runIf(method.laws.includes("labels-only"))("labels-only: it has no term of its own", () => {
    expect(method.loss).toBeUndefined();
    expect(method.teachers).toBe("none");
    expect(method.weights(method.options)).toEqual({ hard: 1, soft: 0 });
  });
});

const withLoss = entries.filter(([, method]) => method.loss);

describe.each(withLoss)("the loss of %s", (_, method) => {
  const sample = sampleFor(method);
  const options = method.options;
  const trainable = ["logits", ...(method.parts ?? []).map(({ name }) => name)];

  /** The gradient with respect to one of the student's outputs. */
  function gradientOf(at: Sample, name: string): Float32Array {
    const { data, shape } = at.student[name]!;
    return tidy(() => {
      const input = lossInput(at);
      const { logits, taps } = input.student;
      const loss = grad((x) =>
        method.loss!(
          {
            ...input,
            student:
              name === "logits" ? { logits: x, taps } : { logits, taps: { ...taps, [name]: x } },
          },
          options,
        ),
      );
      return loss(tensor(data, [...shape])).dataSync() as Float32Array;
    });
  }

  test.each(trainable)("has the gradient that finite differences predict: %s", (name) => {
    const { data, shape } = sample.student[name]!;
    const numeric = finiteDifferences(
      (x) => lossOf(method, withStudent(sample, { [name]: { data: x, shape } })),
      data,
    );
    expect(Math.max(...numeric.map(Math.abs))).toBeGreaterThan(0);
    expectClose(gradientOf(sample, name), numeric, { absolute: 3e-3, relative: 1e-2 });
  });

  test("is finite, gradient too, at logits of ±10 000", () => {
    const wild = mapSample(sampleFor(method, { seed: 2 }), (array, name) =>
      name === "logits" ? { ...array, data: array.data.map((x) => 1e4 * Math.sign(x)) } : array,
    );
    expect(lossOf(method, wild)).toBeGreaterThanOrEqual(0);
    expect(Number.isFinite(lossOf(method, wild))).toBe(true);
    for (const name of trainable) expect(gradientOf(wild, name).every(Number.isFinite)).toBe(true);
  });

  test("does not depend on the order of the batch", () => {
    const order = [3, 0, 5, 1, 4, 2];
    const shuffled = mapSample(sample, (array) => rowsOf(array, order));
    expect(lossOf(method, shuffled)).toBeCloseTo(lossOf(method, sample), 5);
  });

  test("is the mean of its rows, each a batch of its own", () => {
    const rows = Array.from({ length: batch }, (_each, row) =>
      lossOf(
        method,
        mapSample(sample, (array) => rowsOf(array, [row])),
      ),
    );
    expect(rows.reduce((a, b) => a + b, 0) / batch).toBeCloseTo(lossOf(method, sample), 4);
  });

  test("recorded and run by onnxruntime it has the same value", async () => {
    const feeds: Record<string, NdArray> = {};
    const graph = record({ name: "loss", purpose: "training" }, (recorder) => {
      const input = lossInput(sample, (name, array) => {
        feeds[name] = array;
        return recorder.input(name, array.shape);
      });
      recorder.output("loss", method.loss!(input, options));
    });
    const read = new Set(graph.inputs.map(({ name }) => name));
    const needed = Object.entries(feeds).filter(([name]) => read.has(name));
    const { loss } = await runGraph(graph, Object.fromEntries(needed));
    expectClose(loss!.data as Float32Array, [lossOf(method, sample)]);
  });

  test.runIf(method.laws.includes("zero-at-teacher"))(
    "is 0 where student and teacher agree",
    () => {
      const same = withStudent(sample, sample.teachers[0]!);
      expect(lossOf(method, same)).toBeCloseTo(0, 5);
      expect(lossOf(method, sample)).toBeGreaterThan(0.01);
      expectClose(gradientOf(same, "logits"), new Float32Array(batch * 4), { absolute: 1e-5 });
    },
  );

  test.runIf(method.laws.includes("shift-invariant"))(
    "a constant added to a sample's logits changes nothing",
    () => {
      const shifted = mapSample(sample, (array, name) => {
        if (name !== "logits") return array;
        const columns = array.shape[1]!;
        return { ...array, data: array.data.map((x, i) => x + 7 * Math.floor(i / columns) - 11) };
      });
      expect(lossOf(method, shifted)).toBeCloseTo(lossOf(method, sample), 4);
    },
  );
});

function rowsOf({ data, shape }: NdArray, rows: readonly number[]): NdArray {
  const width = data.length / shape[0]!;
  const chosen = rows.flatMap((row) => [...data.subarray(row * width, (row + 1) * width)]);
  return { data: Float32Array.from(chosen), shape: [rows.length, ...shape.slice(1)] };
}
