import fc from "fast-check";
import { expect, test } from "vitest";
import { gatherMatmulInteger } from "#export/quantize/passes/gather-matmul-integer";
import { meanOfProducts } from "#export/quantize/passes/mean-of-products";
import { contrib } from "#export/quantize/passes/quantized";
import { reshape } from "#export/quantize/passes/unfold";
import type { Graph, Value } from "#graph/graph";
import { runPasses } from "#graph/pass";
import {
  answersAround,
  type IntegerConvolution,
  integerConvolution,
  integerConvolutions,
  ties,
} from "#test/support/integer-convolution";

/** The mean over time as [batch, channel], of the same scale and zero point. */
const mean = (zeroPoint: number) => (graph: Graph, y: Value) => {
  const [batch, , channels] = y.shape;
  const zero = graph.constant(Uint8Array.of(zeroPoint), [], "uint8");
  graph.setInput(y.producer!, 7, zero);
  const scale = y.producer!.inputs[6];
  const options = { attributes: { channels_last: 1 }, domain: contrib } as const;
  const inputs = [y, scale, zero, scale, zero];
  const pooled = graph.add("QLinearGlobalAveragePool", inputs, [batch!, 1, channels!], options);
  return reshape(graph, pooled, [batch!, channels!]);
};

const ops = (graph: Graph) => graph.nodes.map(({ op }) => op);
const passes = [gatherMatmulInteger, meanOfProducts];

interface Averaged {
  readonly conv: IntegerConvolution;
  /** 0: as behind a ReLU. */
  readonly zeroPoint: 0 | 128;
}

/** Results of both signs that a byte can say. */
const averaged: fc.Arbitrary<Averaged> = fc.record({
  conv: integerConvolutions.map((conv) => ({
    ...conv,
    ...{ channels: 3, kernel: 1, dilation: 1, pads: [0, 0] as const, bias: false },
  })),
  zeroPoint: fc.constantFrom(0, 128),
});

test("the mean of products answers like the mean of rounded ones, but for rounding", async () => {
  await fc.assert(
    fc.asyncProperty(averaged, async ({ conv, zeroPoint }) => {
      const graph = integerConvolution(conv, mean(zeroPoint));
      const { before, after } = await answersAround(graph, conv, passes);
      expect(ops(graph)).not.toContain("QLinearGlobalAveragePool");
      expect(ops(graph).includes("Max")).toBe(zeroPoint === 0);
      expect(() => ties(before, after)).not.toThrow();
    }),
    { numRuns: 100 },
  );
});

test("a mean of bytes that others read stays", () => {
  const plain: IntegerConvolution = {
    ...{ steps: 16, channels: 3, filters: 8, kernel: 3, stride: 1, dilation: 1, pads: [1, 1] },
    ...{ perFilter: true, bias: true, seed: 1 },
  };
  const graph = integerConvolution(plain, (inside, y) => {
    inside.output("steps", y);
    return mean(0)(inside, y);
  });
  expect(runPasses(graph, passes)[1]!.rewrites).toBe(0);
});
