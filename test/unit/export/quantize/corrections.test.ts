import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exposed } from "#export/quantize/calibrate";
import {
  allCorrections,
  type CorrectionInputs,
  type Corrections,
  corrected,
  equalized,
} from "#export/quantize/correct";
import { seenInputs } from "#export/quantize/corrections/layer-inputs";
import { roundToData } from "#export/quantize/corrections/round-to-data";
import { channelGrid } from "#export/quantize/grids";
import { isWeighted } from "#export/quantize/plan";
import { quantizeModel } from "#export/quantize/quantize-model";
import { weightInt4 } from "#export/quantize/schemes/weight-int4";
import {
  biasOf,
  isDepthwise,
  layoutOf,
  setBias,
  setWeight,
  weightOf,
} from "#export/quantize/weights";
import { Graph, type Node } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";
import { runGraph } from "#test/support/run-graph";
import { randomArray } from "#test/support/tensors";

const none: Corrections = { equalize: false, rounding: "nearest", bias: false };

/** ds-cnn1d whose depthwise filters differ a hundredfold, and whose next layers make up for it: the same answers. */
function unbalanced(): { graph: Graph; network: ReturnType<typeof builtNetwork> } {
  const network = builtNetwork(dsCnn1d);
  const graph = decodeModel(encodeModel(exportedModel(network).graph, { valueInfo: true }));
  for (const layer of graph.nodes.filter(isWeighted).filter(isDepthwise)) {
    const factor = (c: number) => 10 ** ((c % 3) - 1);
    const { channelOf } = layoutOf(layer);
    const next = graph.nodes
      .filter(isWeighted)
      .find((it) => it.name === layer.name.replace("depthwise", "pointwise"))!;
    const inner = weightOf(next).shape[1] as number;
    setWeight(
      graph,
      layer,
      weightOf(layer).data.map((w, i) => w * factor(channelOf(i))),
    );
    setBias(
      graph,
      layer,
      biasOf(layer).map((b, c) => b * factor(c)),
    );
    setWeight(
      graph,
      next,
      weightOf(next).data.map((w, i) => w / factor(i % inner)),
    );
  }
  return { graph, network };
}

describe("equalize", () => {
  test("the float model answers as before", async () => {
    const { graph, network } = unbalanced();
    const feeds = waves(network, 8, 1);
    const [before, after] = [await runGraph(graph, feeds), await runGraph(equalized(graph), feeds)];
    for (const [i, want] of (before.logits!.data as Float32Array).entries()) {
      expect((after.logits!.data as Float32Array)[i]).toBeCloseTo(want, 3);
    }
  });

  test("depthwise channels far apart cost int8 much less after it", async () => {
    const { graph, network } = unbalanced();
    const calibration = [waves(network, 64, 2)];
    const options = { calibration, createSession, target: "mcu" } as const;
    const plain = await quantizeModel(graph, { ...options, corrections: none });
    const even = await quantizeModel(graph, {
      ...options,
      corrections: { ...none, equalize: true },
    });
    expect(even.change.outputError).toBeLessThan(0.5 * plain.change.outputError);
  });
});

/** x [n, 4, 1, 12] ─ Conv ─ y. */
function convolution(groups: number, attributes: Record<string, number[]>, to: number): Graph {
  const graph = new Graph("one");
  const x = graph.input("x", "float32", ["n", 4, 1, 12]);
  const w = graph.constant(randomArray((6 * 4 * 3) / groups, 5), [6, 4 / groups, 1, 3]);
  const given = { kernel_shape: [1, 3], group: groups, ...attributes };
  const y = graph.add("Conv", [x, w], ["n", 6, 1, to], { attributes: given, name: "conv" });
  graph.output("y", graph.add("Relu", [graph.add("Neg", [y], y.shape)], y.shape));
  graph.output("raw", y);
  graph.prune();
  return graph;
}

describe("what filters see", () => {
  test.each([
    ["padded", 1, { pads: [0, 1, 0, 1] }, 12],
    ["strided and dilated", 1, { strides: [1, 2], dilations: [1, 2] }, 4],
    ["in two groups", 2, { pads: [0, 2, 0, 0] }, 12],
  ] as const)(
    "%s: the mean answer is the filter times the mean of what it sees",
    async (_, groups, attributes, to) => {
      const graph = convolution(groups, attributes as unknown as Record<string, number[]>, to);
      const shape = [3, 4, 1, 12];
      const feeds = { x: { dtype: "float32", shape, data: randomArray(3 * 48, 6) } as const };
      const [conv] = graph.nodesOf("Conv") as [Node];
      const seen = (await seenInputs(graph, [conv], [feeds], createSession)).get("conv")!;
      const raw = (await runGraph(graph, feeds)).raw!.data as Float32Array;
      const { data } = weightOf(conv);
      const width = data.length / 6;
      for (let o = 0; o < 6; o++) {
        const { sum, products, count } = seen[Math.floor((o * groups) / 6)]!;
        expect(count).toBe(3 * to);
        const answers = Array.from(
          { length: 3 * to },
          (__, i) => raw[(Math.floor(i / to) * 6 + o) * to + (i % to)]!,
        );
        const w = data.subarray(o * width, (o + 1) * width);
        const dot = w.reduce((total, x, i) => total + x * sum[i]!, 0);
        expect(dot).toBeCloseTo(
          answers.reduce((a, b) => a + b),
          3,
        );
        const square = w.reduce(
          (total, x, i) =>
            total + w.reduce((row, y, j) => row + x * y * products[i * width + j]!, 0),
          0,
        );
        expect(square).toBeCloseTo(
          answers.reduce((a, b) => a + b * b, 0),
          2,
        );
      }
    },
  );
});

/** Four outputs of six inputs. */
function dense(weights: Float32Array): Node {
  const graph = new Graph("dense");
  const x = graph.input("x", "float32", ["n", 6]);
  const options = { attributes: { transB: 1 } };
  return graph.add("Gemm", [x, graph.constant(weights, [4, 6])], ["n", 4], options).producer!;
}

test("rounding to data never does worse than to the nearest, and goes to a neighbour on the grid", () => {
  const numbers = (length: number) =>
    fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length });
  fc.assert(
    fc.property(numbers(24), numbers(60), (weights, inputs) => {
      const layer = dense(Float32Array.from(weights));
      const grid = channelGrid(layer, 7);
      const products = new Float64Array(36);
      for (let row = 0; row < 10; row++) {
        for (let i = 0; i < 36; i++) {
          products[i]! += inputs[row * 6 + Math.floor(i / 6)]! * inputs[row * 6 + (i % 6)]!;
        }
      }
      const rounded = roundToData(layer, grid, [{ sum: new Float64Array(6), products, count: 10 }]);
      for (let c = 0; c < 4; c++) {
        const error = (values: (i: number) => number) => {
          const e = Array.from({ length: 6 }, (_, i) => values(c * 6 + i) - weights[c * 6 + i]!);
          return e.reduce(
            (sum, a, i) => sum + e.reduce((row, b, j) => row + a * b * products[i * 6 + j]!, 0),
            0,
          );
        };
        const nearest = error((i) => Math.round(weights[i]! / grid.scaleOf(i)) * grid.scaleOf(i));
        expect(error((i) => rounded[i]!)).toBeLessThanOrEqual(nearest + 1e-6);
      }
      for (const [i, w] of rounded.entries()) {
        const scale = grid.scaleOf(i);
        expect(Math.abs(w / scale - Math.round(w / scale))).toBeLessThan(1e-3);
        expect(Math.abs(w - weights[i]!)).toBeLessThan(1.001 * scale);
      }
    }),
    { examples: [[[2 ** -149, ...Array<number>(23).fill(0)], Array<number>(60).fill(0)]] }, // less than any step
  );
});

describe("four bits", () => {
  const network = builtNetwork(cnn1dTiny);
  const { graph } = exportedModel(network);
  const calibration = [waves(network, 64, 2), waves(network, 64, 3)];
  const trial = { feeds: [waves(network, 64, 4)] };
  const quantized = (corrections: Corrections) =>
    quantizeModel(graph, {
      ...{ scheme: "weight-int4", target: "mcu", calibration, trial, createSession, corrections },
    } as const);

  test("answer much closer with rounding that data decide, on other windows too", async () => {
    const [nearest, data] = [await quantized(none), await quantized({ ...none, rounding: "data" })];
    expect(data.change.outputError).toBeLessThan(0.7 * nearest.change.outputError);
    expect(data.bytes.length).toBe(nearest.bytes.length);
  });

  test("the bias takes back the mean shift of its layer", async () => {
    const feeds = waves(network, 2, 5); // 128 places of the first filter: all are looked at
    const means = async (model: Graph) => {
      const [conv] = exposed(model, [model.nodesOf("Conv")[0]!.outputs[0]!.name]).outputs;
      const answers = await runGraph(exposed(model, [conv!.name]), feeds);
      const sums = new Float64Array(16);
      for (const [i, x] of (answers[conv!.name]!.data as Float32Array).entries()) {
        sums[Math.floor(i / 64) % 16]! += x / 128;
      }
      return sums;
    };
    const inputs: CorrectionInputs = {
      scheme: weightInt4,
      weightBits: 8,
      keep: new Set<string>(),
      feeds: [feeds],
      createSession,
    };
    const float = await means(graph);
    const shift = async (corrections: Corrections) => {
      const now = await means(await corrected(graph, corrections, inputs));
      return Math.max(...now.map((mean, c) => Math.abs(mean - float[c]!)));
    };
    expect(await shift({ ...none, bias: true })).toBeLessThan(1e-4);
    expect(await shift(none)).toBeGreaterThan(1e-2);
  });

  test("all together are no worse than none", async () => {
    const [without, all] = [await quantized(none), await quantized(allCorrections)];
    expect(all.change.outputError).toBeLessThan(without.change.outputError);
  });
});
