/** Channels taken out: the graph computes what it computed with their readers' weights at zero, and is smaller by counting. */
import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { channelSpaces } from "#compress/channel-spaces";
import { thinned } from "#compress/prune";
import { inputAxis, thinning, worthsOf } from "#compress/prune-channels";
import type { Network, NetworkEntry } from "#core/network";
import { Random } from "#core/random";
import { graphCost } from "#export/cost";
import { setWeight, weightOf } from "#export/quantize/weights";
import { copyGraph } from "#graph/copy-graph";
import { Graph, type Node, unknownShape } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { verifyGraph } from "#graph/verify";
import { createOrtNodeSession } from "#runtime/ort-node";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { eegnet } from "#students/eegnet";
import { gru } from "#students/gru";
import { tcn } from "#students/tcn";
import { tinyHar } from "#students/tiny-har";
import { resnet181d } from "#teachers/resnet18-1d";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";

const eeg = [{ modality: "eeg", length: 128, channels: 6, sampleRate: 128 }];
const networks: readonly (readonly [string, () => Network])[] = [
  ["cnn1d-tiny", () => builtNetwork(cnn1dTiny)],
  ["ds-cnn1d, depthwise", () => builtNetwork(dsCnn1d as NetworkEntry)],
  ["tcn, with branches that join", () => builtNetwork(tcn as NetworkEntry)],
  ["tiny-har, with an LSTM", () => builtNetwork(tinyHar as NetworkEntry)],
  ["gru, unit by unit", () => builtNetwork(gru as NetworkEntry)],
  ["resnet18-1d", () => builtNetwork(resnet181d, { width: 6 })],
];

async function logitsOf(graph: Graph, network: Network) {
  const session = await createOrtNodeSession(encodeModel(graph));
  const { logits } = await session.run(waves(network, 4, 3));
  await session.release();
  return logits!.data as Float32Array;
}

/** The original with zeros wherever a channel that is gone was read. */
function masked(original: Graph, count: number): Graph {
  const graph = copyGraph(original);
  const gone = goneFrom(original, count);
  for (const [i, space] of channelSpaces(graph).entries()) {
    for (const { node, inner } of space.readers) {
      const axis = inputAxis(node);
      const { data, shape } = weightOf(node);
      const sizes = shape as readonly number[];
      const behind = sizes.slice(axis + 1).reduce((product, size) => product * size, 1);
      const channelOf = (k: number) => Math.floor((Math.floor(k / behind) % sizes[axis]!) / inner);
      setWeight(
        graph,
        node,
        data.map((w, k) => (gone[i]!.has(channelOf(k)) ? 0 : w)),
      );
    }
    for (const node of space.cells) {
      const units = Number(node.attributes.hidden_size);
      const { data, shape, name } = node.inputs[2]!;
      const kept = Float32Array.from(data as Float32Array, (w, k) =>
        gone[i]!.has(k % units) ? 0 : w,
      );
      graph.setInput(node, 2, graph.constant(kept, shape as number[], "float32", name));
    }
  }
  return graph;
}

/** Channels that are gone, space by space: the least worth first, the best two of each stay. */
function goneFrom(graph: Graph, count: number): Set<number>[] {
  const spaces = channelSpaces(graph);
  const all = spaces.flatMap((space, i) => {
    const worths = worthsOf(space);
    const scale = Math.sqrt(worths.reduce((sum, w) => sum + w * w, 0) / worths.length);
    const ranked = [...worths.keys()].sort((a, b) => worths[b]! - worths[a]!).slice(2);
    return ranked.map((channel) => ({ i, channel, worth: worths[channel]! / scale }));
  });
  const gone = all.sort((a, b) => a.worth - b.worth).slice(0, count);
  return spaces.map(
    (_, i) => new Set(gone.filter((each) => each.i === i).map(({ channel }) => channel)),
  );
}

describe.each(networks)("%s", (_name, build) => {
  const network = build();
  const { graph } = exportedModel(network);

  test("pruned is masked, to the last bits", async () => {
    const { most, without } = thinning(graph);
    expect(most).toBeGreaterThan(4);
    for (const share of [0.3, 0.7, 1]) {
      const count = Math.round(share * most);
      const pruned = without(count);
      verifyGraph(decodeModel(encodeModel(pruned, { valueInfo: true })));
      const [a, b] = [
        await logitsOf(pruned, network),
        await logitsOf(masked(graph, count), network),
      ];
      const scale = Math.max(1, ...b.map(Math.abs));
      for (const [i, z] of a.entries()) expect(Math.abs(z - b[i]!)).toBeLessThan(1e-5 * scale);
    }
  });

  test("nothing removed is nothing changed", async () => {
    const same = thinning(graph).without(0);
    expect(same.constants().map(({ shape }) => shape)).toEqual(
      graph.constants().map(({ shape }) => shape),
    );
  });
});

describe("a limit", () => {
  const { graph } = exportedModel();
  const macs = (it: Graph) => graphCost(it).macs;

  test("is kept by counting, and one channel more would break it", () => {
    const share = integer({ min: 15, max: 99 });
    assert(
      property(share, (percent) => {
        const limit = (macs(graph) * percent) / 100;
        const { graph: pruned } = thinned(graph, limit, macs, "multiplications");
        expect(macs(pruned)).toBeLessThanOrEqual(limit);
        const { most, without } = thinning(graph);
        const counts = Array.from({ length: most + 1 }, (_, count) => macs(without(count)));
        expect(macs(pruned)).toBe(Math.max(...counts.filter((count) => count <= limit)));
      }),
      { numRuns: 6 },
    );
  });

  test("that nothing can keep says what the least is", () => {
    expect(() => thinned(graph, 10, macs, "multiplications")).toThrow(
      /10 multiplications cannot be reached; the least is \d+/,
    );
  });
});

test("channels flattened before a dense layer take their inputs along", async () => {
  const { graph, run } = flattened();
  const [space] = channelSpaces(graph);
  expect(space!.readers.map(({ inner }) => inner)).toEqual([4]);
  const { most, without } = thinning(graph);
  const pruned = without(most);
  expect(pruned.nodesOf("Gemm")[0]!.inputs[1]!.shape).toEqual([8, 3]);
  const [a, b] = [await run(pruned), await run(masked(graph, most))];
  for (const [i, z] of a.entries()) expect(z).toBeCloseTo(b[i]!, 5);
});

/** Conv → ReLU → [batch, channel · time] → dense, as PyTorch flattens. */
function flattened() {
  const random = new Random(4);
  const numbers = (size: number) => Float32Array.from({ length: size }, () => random.normal());
  const graph = new Graph("flat");
  graph.opsets.set("", 17);
  const x = graph.input("x", "float32", ["batch", 2, 1, 4]);
  const kernel = graph.constant(numbers(6 * 2), [6, 2, 1, 1]);
  const conv = graph.add("Conv", [x, kernel], ["batch", 6, 1, 4], { name: "conv" });
  const relu = graph.add("Relu", [conv], conv.shape);
  const target = graph.constant(BigInt64Array.of(-1n, 24n), [2], "int64");
  const flat = graph.add("Reshape", [relu, target], ["batch", 24]);
  const dense = graph.constant(numbers(24 * 3), [24, 3]);
  graph.output("logits", graph.add("Gemm", [flat, dense], ["batch", 3], { name: "dense" }));
  const feed = { x: { dtype: "float32" as const, shape: [2, 2, 1, 4], data: numbers(16) } };
  const run = async (it: Graph) => {
    const session = await createOrtNodeSession(encodeModel(it));
    const { logits } = await session.run(feed);
    await session.release();
    return logits!.data as Float32Array;
  };
  return { graph, run };
}

test("of an LSTM that hands on its last state only, as PyTorch writes it, units go, too", async () => {
  const { graph, run } = lastState();
  const { most, without } = thinning(graph);
  expect(most).toBe(3);
  const pruned = without(most);
  verifyGraph(decodeModel(encodeModel(pruned, { valueInfo: true })));
  expect(pruned.nodesOf("LSTM")[0]!.outputs[0]!.shape).toBe(unknownShape);
  const [a, b] = [await run(pruned), await run(masked(graph, most))];
  for (const [i, z] of a.entries()) expect(z).toBeCloseTo(b[i]!, 5);
});

/** x [time, batch, channel] → LSTM → dense, of states that nobody reads no shape is known. */
function lastState() {
  const random = new Random(4);
  const graph = new Graph("last");
  const weight = (...shape: number[]) => {
    const size = shape.reduce((product, n) => product * n, 1);
    return graph.constant(random.normals(size), shape);
  };
  const x = graph.input("x", "float32", [7, "batch", 2]);
  const inputs = [x, weight(1, 20, 2), weight(1, 20, 5), weight(1, 40)];
  const outputs = [unknownShape, [1, "batch", 5]].map(
    (shape) => ({ dtype: "float32", shape }) as const,
  );
  const lstm = graph.addNode("LSTM", inputs, outputs, { attributes: { hidden_size: 5 } });
  const target = graph.constant(BigInt64Array.of(-1n, 5n), [2], "int64");
  const last = graph.add("Reshape", [lstm.outputs[1], target], ["batch", 5]);
  graph.output("logits", graph.add("Gemm", [last, weight(5, 3)], ["batch", 3], { name: "dense" }));
  const feed = { x: { dtype: "float32" as const, shape: [7, 3, 2], data: random.normals(42) } };
  const run = async (it: Graph) => {
    const session = await createOrtNodeSession(encodeModel(it, { valueInfo: true }));
    const { logits } = await session.run(feed);
    await session.release();
    return logits!.data as Float32Array;
  };
  return { graph, run };
}

test("a depthwise layer of several filters per channel, and what is flattened time first, stay whole", () => {
  const network = builtNetwork(eegnet as NetworkEntry, {}, eeg);
  expect(channelSpaces(exportedModel(network).graph)).toEqual([]);
});

test("outputs, and channels that an operation mixes, stay whole", () => {
  const { graph } = exportedModel();
  const spaces = channelSpaces(graph);
  const makers = spaces.flatMap((space) => space.makers).map(({ name }: Node) => name);
  expect(makers).toHaveLength(3);
  expect(makers.some((name) => name.includes("logits"))).toBe(false);
});

test("a rescaling between layers changes no channel's worth", () => {
  const { graph } = exportedModel();
  const copy = copyGraph(graph);
  const [first, second] = copy.nodesOf("Conv") as [Node, Node];
  setWeight(
    copy,
    first,
    weightOf(first).data.map((w) => 8 * w),
  );
  setWeight(
    copy,
    second,
    weightOf(second).data.map((w) => w / 8),
  );
  const [before, after] = [graph, copy].map((it) => worthsOf(channelSpaces(it)[0]!));
  for (const [c, worth] of before!.entries()) expect(after![c]).toBeCloseTo(worth, 4);
});
