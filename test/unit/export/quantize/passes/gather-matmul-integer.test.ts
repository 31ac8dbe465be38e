import fc from "fast-check";
import { expect, test } from "vitest";
import { gatherMatmulInteger } from "#export/quantize/passes/gather-matmul-integer";
import { contrib } from "#export/quantize/passes/quantized";
import { runPasses } from "#graph/pass";
import {
  answersAround,
  type IntegerConvolution,
  integerConvolution,
  integerConvolutions,
  ties,
} from "#test/support/integer-convolution";

test("a product of gathered steps answers like the convolution, but for ties of rounding", async () => {
  await fc.assert(
    fc.asyncProperty(integerConvolutions, async (shape) => {
      const graph = integerConvolution(shape);
      const { before, after } = await answersAround(graph, shape, [gatherMatmulInteger]);
      expect(graph.nodesOf("QLinearConv", contrib)).toEqual([]);
      expect(ties(before, after)).toBeLessThan(2 + after.length / 50);
    }),
    { numRuns: 60 },
  );
});

const small: IntegerConvolution = {
  ...{ steps: 9, channels: 3, filters: 4, kernel: 1, stride: 1, dilation: 1, pads: [0, 0] },
  ...{ perFilter: true, bias: true, seed: 1 },
};

test("padding that the attributes do not count is left to the convolution", () => {
  const graph = integerConvolution({ ...small, kernel: 3 });
  const [conv] = graph.nodes;
  const { pads: _, ...rest } = conv!.attributes;
  conv!.attributes = { ...rest, auto_pad: "SAME_UPPER" };
  conv!.outputs[0]!.shape = ["batch", small.steps, small.filters];
  expect(runPasses(graph, [gatherMatmulInteger])[0]!.rewrites).toBe(0);
});

test("a filter that sees one step needs no gathering", () => {
  const graph = integerConvolution(small);
  runPasses(graph, [gatherMatmulInteger]);
  expect(graph.nodes.map(({ op }) => op)).toEqual(["MatMulIntegerToFloat", "QuantizeLinear"]);
});
