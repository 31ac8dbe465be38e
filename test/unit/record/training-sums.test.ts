/** Forms that sums and their gradients take in a training graph, each held against plain tf.js. */
import {
  grads,
  matMul,
  mean,
  setBackend,
  square,
  sum,
  type Tensor,
  tensor,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { runGraph } from "#test/support/run-graph";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

type Run = (...xs: Tensor[]) => Tensor;

const recorded = (run: Run, shapes: readonly (readonly number[])[]) =>
  record({ name: "sums", purpose: "training" }, (recorder) => {
    recorder.output("y", run(...shapes.map((shape, i) => recorder.input(`x${i}`, shape))));
  });

/** Largest difference between the recorded graph and tf.js, over the largest value. */
async function apart(run: Run, shapes: readonly (readonly number[])[]): Promise<number> {
  const random = new Random(1);
  const feeds = shapes.map((shape) => {
    const data = Float32Array.from(random.normals(shape.reduce((a, b) => a * b, 1)));
    return { data, shape: [...shape] };
  });
  const named = Object.fromEntries(feeds.map((feed, i) => [`x${i}`, feed]));
  const { y } = await runGraph(recorded(run, shapes), named);
  const wanted = run(...feeds.map(({ data, shape }) => tensor(data, shape))).dataSync();
  const largest = Math.max(...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, i) => Math.abs(value - Number(y!.data[i])))) / largest;
}

const opsOf = (run: Run, shapes: readonly (readonly number[])[]) =>
  recorded(run, shapes).nodes.map(({ op }) => op);

describe("a sum of everything", () => {
  test.each([
    ["of many is two short products", [64, 32, 48], 2],
    ["of few is one", [4, 32, 4], 1],
    ["of a prime number is one", [5003], 1],
  ])("%s", async (_, shape, products) => {
    expect(opsOf((x) => sum(x!), [shape]).filter((op) => op === "MatMul")).toHaveLength(products);
    expect(await apart((x) => sum(square(x!)), [shape])).toBeLessThan(1e-5);
  });

  test("a mean square's gradient passes over the values once", async () => {
    const slope: Run = (x) => grads((y: Tensor) => mean(square(y)))([x!])[0]!;
    const shape = [8, 32, 48];
    expect(opsOf(slope, [shape]).filter((op) => op === "Expand")).toEqual([]);
    const passes = recorded(slope, [shape]).nodes.filter(
      ({ op, outputs }) => op === "Mul" && outputs[0]!.shape.join() === shape.join(),
    );
    expect(passes).toHaveLength(1);
    expect(await apart(slope, [shape])).toBeLessThan(1e-5);
  });
});

describe("a product over many rows", () => {
  const product: Run = (a, b) => matMul(a!, b!, true);

  test.each([
    ["transposes what is narrower", 48, 16, 2],
    ["leaves the order where the left is", 16, 48, 1],
    ["or where its width suits no kernel", 40, 16, 1],
  ])("%s", async (_, m, n, transposes) => {
    const shapes = [
      [2048, m],
      [2048, n],
    ];
    expect(opsOf(product, shapes).filter((op) => op === "Transpose")).toHaveLength(transposes);
    expect(await apart(product, shapes)).toBeLessThan(1e-5);
  });

  test("an odd number of rows stays whole", async () => {
    const shapes = [
      [2049, 48],
      [2049, 16],
    ];
    expect(opsOf(product, shapes)).toContain("Gemm");
    expect(await apart(product, shapes)).toBeLessThan(1e-5);
  });
});
