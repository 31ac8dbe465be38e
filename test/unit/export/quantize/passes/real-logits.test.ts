import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "#core/random";
import { contrib } from "#export/quantize/passes/quantized";
import { realLogits } from "#export/quantize/passes/real-logits";
import { Graph } from "#graph/graph";
import { runPasses } from "#graph/pass";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { runGraph } from "#test/support/run-graph";

interface Dense {
  readonly channels: number;
  readonly classes: number;
  readonly perFilter: boolean;
  readonly bias: boolean;
  readonly transB: boolean;
  readonly seed: number;
}

const denses: fc.Arbitrary<Dense> = fc.record({
  channels: fc.integer({ min: 1, max: 20 }),
  classes: fc.integer({ min: 1, max: 9 }),
  perFilter: fc.boolean(),
  bias: fc.boolean(),
  transB: fc.boolean(),
  seed: fc.nat(),
});

const scale = 0.01;

/** x [rows, channels] ─ QuantizeLinear ─ QGemm ─ y, rounded where `yScale` is given. */
function dense(
  { channels, classes, perFilter, bias, transB, seed }: Dense,
  { rows = "batch", yScale }: { readonly rows?: string; readonly yScale?: number } = {},
): Graph {
  const random = new Random(seed);
  const graph = new Graph("dense");
  const real = (value: number) => graph.constant(Float32Array.of(value), []);
  const zero = () => graph.constant(Uint8Array.of(100), [], "uint8");
  const ints = (length: number, most: number) =>
    Array.from({ length }, () => Math.round(random.between(-most, most)));
  const x = graph.input("x", "float32", ["batch", channels]);
  const shape = [rows, channels];
  const u = graph.add("QuantizeLinear", [x, real(scale), zero()], shape, { dtype: "uint8" });
  const scales = Float32Array.from({ length: classes }, () => random.between(0.001, 0.01));
  const weights = Int8Array.from(ints(channels * classes, 127));
  const inputs = [
    ...[u, u.producer!.inputs[1], u.producer!.inputs[2]],
    graph.constant(weights, transB ? [classes, channels] : [channels, classes], "int8"),
    perFilter ? graph.constant(scales, [classes]) : real(scales[0]!),
    graph.constant(new Int8Array(perFilter ? classes : 1), perFilter ? [classes] : [], "int8"),
    bias ? graph.constant(Int32Array.from(ints(classes, 9999)), [classes], "int32") : undefined,
    ...(yScale ? [real(yScale), zero()] : []),
  ];
  const dtype = yScale ? "uint8" : "float32";
  const attributes = transB ? { transB: 1 } : {};
  const y = graph.add("QGemm", inputs, [rows, classes], { attributes, dtype, domain: contrib });
  graph.output("y", y);
  return graph;
}

async function answers(graph: Graph, { channels, seed }: Dense): Promise<number[]> {
  const random = new Random(seed).fork("rows");
  const data = Float32Array.from({ length: 2 * channels }, () => random.between(-0.9, 1.4));
  const feeds = { x: { dtype: "float32", shape: [2, channels], data } } as const;
  const { y } = await runGraph(decodeModel(encodeModel(graph, { valueInfo: true })), feeds);
  return [...(y!.data as Float32Array)];
}

test("logits are what they were, but for the rounding of what goes in", async () => {
  await fc.assert(
    fc.asyncProperty(denses, async (it) => {
      const graph = dense(it);
      const before = await answers(graph, it);
      expect(runPasses(graph, [realLogits])[0]!.rewrites).toBe(1);
      graph.prune();
      expect(new Set(graph.nodes.map(({ op }) => op))).toEqual(new Set(["Cast", "Mul", "Gemm"]));
      const after = await answers(graph, it);
      const most = it.channels * 1.27 * (scale / 2); // each input is off by half a step at most
      for (const [i, y] of after.entries())
        expect(Math.abs(y - before[i]!)).toBeLessThan(most + 1e-4);
    }),
    { numRuns: 100 },
  );
});

const plain: Dense = {
  ...{ channels: 8, classes: 3, perFilter: true, bias: true, transB: false, seed: 1 },
};
const rewrites = (graph: Graph) => runPasses(graph, [realLogits])[0]!.rewrites;

test("a dense layer inside, whose result is rounded, stays in integers", () => {
  expect(rewrites(dense(plain, { yScale: 0.1 }))).toBe(0);
});

test("of many rows a window it stays", () => {
  expect(rewrites(dense(plain, { rows: "32*batch" }))).toBe(0);
});
