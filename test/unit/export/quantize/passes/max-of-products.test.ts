import fc from "fast-check";
import { expect, test } from "vitest";
import { gatherMatmulInteger } from "#export/quantize/passes/gather-matmul-integer";
import { maxOfProducts } from "#export/quantize/passes/max-of-products";
import { contrib } from "#export/quantize/passes/quantized";
import type { Dim, Graph, Value } from "#graph/graph";
import { runPasses } from "#graph/pass";
import {
  answersAround,
  type IntegerConvolution,
  integerConvolution,
  integerConvolutions,
  ties,
} from "#test/support/integer-convolution";

interface Pooled {
  readonly conv: IntegerConvolution;
  readonly n: number;
}

const pooled: fc.Arbitrary<Pooled> = fc.record({
  conv: integerConvolutions.map((conv) => ({ ...conv, steps: conv.steps + 12 })),
  n: fc.integer({ min: 2, max: 3 }),
});

/** A pool of n steps, each `stride` after the last. */
const pool =
  (n: number, stride = n) =>
  (graph: Graph, y: Value) => {
    const [batch, steps, channels] = y.shape as readonly [Dim, number, Dim];
    const shape = [batch, Math.floor((steps - n) / stride) + 1, channels];
    const attributes = { kernel_shape: [n], strides: [stride], pads: [0, 0] };
    return graph.add("NhwcMaxPool", [y], shape, { attributes, domain: contrib });
  };

const ops = (graph: Graph) => graph.nodes.map(({ op }) => op);
const passes = [gatherMatmulInteger, maxOfProducts];

test("the maximum of products answers like a pool of convolutions, but for ties of rounding", async () => {
  await fc.assert(
    fc.asyncProperty(pooled, async ({ conv, n }) => {
      const graph = integerConvolution(conv, pool(n));
      const { before, after } = await answersAround(graph, conv, passes);
      expect(ops(graph)).not.toContain("NhwcMaxPool");
      expect(ties(before, after)).toBeLessThan(2 + after.length / 50);
    }),
    { numRuns: 100 },
  );
});

const plain: IntegerConvolution = {
  ...{ steps: 128, channels: 9, filters: 16, kernel: 5, stride: 1, dilation: 1, pads: [2, 2] },
  ...{ perFilter: true, bias: true, seed: 1 },
};
const rowsOf = (conv: IntegerConvolution) => {
  const graph = integerConvolution(conv, pool(2));
  runPasses(graph, passes);
  return graph.nodesOf("MatMulIntegerToFloat", contrib)[0]!.inputs[0]!.shape;
};

test("few channels are copied in long pieces, four steps of the result a row", () => {
  expect(rowsOf(plain)).toEqual(["batch", 32, 8 * 9]);
});

test("of more filters, two steps are a row, and of many each has its own", () => {
  expect(rowsOf({ ...plain, filters: 64 })).toEqual(["batch", 64, 6 * 9]);
  expect(rowsOf({ ...plain, channels: 64, filters: 128 })).toEqual(["batch", 128, 5 * 64]);
});

test("a stride, or steps that make no whole rows, leave each row its step", () => {
  expect(rowsOf({ ...plain, stride: 2 })).toEqual(["batch", 64, 5 * 9]);
  expect(rowsOf({ ...plain, steps: 127 })).toEqual(["batch", 126, 5 * 9]);
});

test("a pool that sees a step twice stays", () => {
  const graph = integerConvolution(plain, pool(3, 2));
  expect(runPasses(graph, passes)[1]!.rewrites).toBe(0);
  expect(ops(graph)).toContain("NhwcMaxPool");
});

test("products that others read stay", () => {
  const graph = integerConvolution(plain, (inside, y) => {
    inside.output("steps", y);
    return pool(2)(inside, y);
  });
  expect(runPasses(graph, passes)[1]!.rewrites).toBe(0);
});
