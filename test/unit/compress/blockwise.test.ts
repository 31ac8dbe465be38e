/** Which channels of the unpruned network teach which of the pruned one, and what the loss says of them. */
import { add, dispose, setBackend, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { blockBorders, blockwise, type KeptChannels, keptOf } from "#compress/blockwise";
import { graphNetwork, noRounding } from "#compress/graph-network";
import { thinning } from "#compress/prune-channels";
import { Random } from "#core/random";
import { kd } from "#distill/response/kd";
import { isWeighted } from "#export/quantize/plan";
import { biasOf, layoutOf, setBias, setWeight, weightOf } from "#export/quantize/weights";
import { copyGraph } from "#graph/copy-graph";
import type { Graph } from "#graph/graph";
import { quietTf } from "#record/quiet";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { builtNetwork, exportedModel } from "#test/support/exported";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const normalization = { acc: { mean: new Float32Array(3), sd: new Float32Array(3).fill(1) } };

/** Every fourth filter gives nothing: those channels are worth nothing, and others miss nothing without them. */
function withDeadChannels(original: Graph): Graph {
  const graph = copyGraph(original);
  for (const node of graph.nodes.filter(isWeighted)) {
    if (node.op !== "Conv") continue;
    const { channelOf } = layoutOf(node);
    const isDead = (channel: number) => channel % 4 === 1;
    const alive = weightOf(node).data.map((w, i) => (isDead(channelOf(i)) ? 0 : w));
    const biases = biasOf(node).map((b, c) => (isDead(c) ? 0 : b));
    setWeight(graph, node, alive);
    setBias(graph, node, biases);
  }
  return graph;
}

/** `[logits, features, …maps]` by tap. */
function outputsOf(graph: Graph, borders: KeptChannels) {
  const network = graphNetwork(graph, { normalization, rounding: noRounding, borders });
  const random = new Random(4);
  const x = tensor(
    Float32Array.from({ length: 2 * 64 * 3 }, () => random.normal()),
    [2, 64, 3],
  );
  const [logits, ...maps] = network.model.predict(x) as Tensor[];
  const taps = Object.fromEntries(network.taps.map((tap, i) => [tap, maps[i]!]));
  return { logits: logits!, taps };
}

describe.each([
  ["cnn1d-tiny", () => builtNetwork(cnn1dTiny)],
  ["ds-cnn1d", () => builtNetwork(dsCnn1d)],
])("%s without channels that are worth nothing", (_, build) => {
  const graph = withDeadChannels(exportedModel(build()).graph);

  test("shows the maps of the original's channels that are left, after two removals as well", () => {
    const dead = thinning(graph).most;
    const count = Math.floor(dead / 8);
    const once = thinning(graph);
    const first = once.without(count);
    const twice = thinning(first);
    const pruned = twice.without(count);
    const kept = keptOf(keptOf(blockBorders(graph), once.kept(count)), twice.kept(count));
    const [own, taught] = [outputsOf(pruned, blockBorders(pruned)), outputsOf(graph, kept)];
    expect(Object.keys(own.taps)).toEqual(Object.keys(taught.taps));
    const lost = [...kept].filter(
      ([name, left]) => left.length < blockBorders(graph).get(name)!.length,
    );
    expect(lost.length).toBeGreaterThan(0);
    const { features: __, ...maps } = own.taps;
    for (const [name, map] of Object.entries(maps)) {
      expect(map.shape).toEqual(taught.taps[name]!.shape);
      const want = taught.taps[name]!.dataSync();
      for (const [i, x] of map.dataSync().entries()) expect(x).toBeCloseTo(want[i]!, 4);
    }
    expect(lossOf(own, taught)).toBeCloseTo(0, 5);
  });
});

type Outputs = ReturnType<typeof outputsOf>;

const options = { ...kd.options, beta: 2 };

function lossOf(student: Outputs, teacher: Outputs): number {
  const input = { student, teachers: [teacher] } as never;
  return tidy(() => blockwise.loss!(input, options).dataSync()[0]!);
}

test("a map that is off by its own size costs β, shared among the blocks", () => {
  const { graph } = exportedModel(builtNetwork(cnn1dTiny));
  const borders = blockBorders(graph);
  const teacher = outputsOf(graph, borders);
  const [name] = borders.keys();
  const doubled = add(teacher.taps[name!]!, teacher.taps[name!]!);
  const student = { ...teacher, taps: { ...teacher.taps, [name!]: doubled } };
  expect(lossOf(student, teacher)).toBeCloseTo(2 / borders.size, 5);
  dispose(doubled);
});
