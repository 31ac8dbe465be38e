/** ONNX's recurrent layers as they train further: right in every form, one gradient step by step and as one operation. */
import { setBackend } from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { graphNetwork, noRounding } from "#compress/graph-network";
import { requireReplayable } from "#compress/replay";
import { teachDefaults, teachGraph } from "#compress/teach-graph";
import { trainedInputs } from "#compress/trained-inputs";
import { Random } from "#core/random";
import { type Attributes, Graph } from "#graph/graph";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { runGraph } from "#test/support/run-graph";
import { dataOf, size, windows } from "#test/support/tiny-distillation";
import { cpuEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import { sgd } from "#train/optimizers";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const engines = {
  tfjs: cpuEngine(),
  recorded: recordedEngine(createOrtNodeSession, { threads: 1 }),
};
const { length, channels, data } = windows.signals.acc!;
const units = 3;
const gates = { LSTM: 4, GRU: 3, RNN: 1 } as const;
type Kind = keyof typeof gates;

interface Form {
  readonly kind: Kind;
  readonly direction: "forward" | "reverse";
  readonly activations?: readonly string[];
  readonly bias: boolean;
  /** The last state, or all of them. */
  readonly last: boolean;
}

/** acc [batch, time, 2] ─ Transpose ─ layer ─ Gemm ─ logits [batch, 2] */
function recurrentGraph({ kind, direction, activations, bias, last }: Form, rest: Attributes = {}) {
  const random = new Random(4);
  const graph = new Graph("recurrent");
  const weights = (shape: readonly number[]) => {
    const count = shape.reduce((product, n) => product * n, 1);
    return graph.constant(
      Float32Array.from({ length: count }, () => random.between(-0.7, 0.7)),
      shape,
    );
  };
  const x = graph.input("acc", "float32", ["batch", length, channels.length]);
  const attributes = { perm: [1, 0, 2] };
  const turned = graph.add("Transpose", [x], [length, "batch", channels.length], { attributes });
  const width = gates[kind] * units;
  const inputs = [
    turned,
    weights([1, width, channels.length]),
    weights([1, width, units]),
    ...(bias ? [weights([1, 2 * width])] : []),
  ];
  const named = activations && { activations };
  const layer = graph.addNode(
    kind,
    inputs,
    [
      { dtype: "float32", shape: [length, 1, "batch", units] },
      { dtype: "float32", shape: [1, "batch", units] },
    ],
    { name: "layer", attributes: { hidden_size: units, direction, ...named, ...rest } },
  );
  const [all, final] = layer.outputs;
  const list = (sizes: readonly number[]) =>
    graph.constant(BigInt64Array.from(sizes, BigInt), [sizes.length], "int64");
  const perm = { attributes: { perm: [2, 0, 1, 3] } };
  const flat = last
    ? graph.add("Reshape", [final, list([-1, units])], ["batch", units])
    : graph.add(
        "Reshape",
        [
          graph.add("Transpose", [all], ["batch", length, 1, units], perm),
          list([-1, length * units]),
        ],
        ["batch", length * units],
      );
  const dense = [weights([flat.shape[1] as number, 2]), weights([2])];
  graph.output("logits", graph.add("Gemm", [flat, ...dense], ["batch", 2], { name: "logits" }));
  return graph;
}

const forms: fc.Arbitrary<Form> = fc.constantFrom<Kind>("LSTM", "GRU", "RNN").chain((kind) =>
  fc.record(
    {
      kind: fc.constant(kind),
      direction: fc.constantFrom("forward" as const, "reverse" as const),
      activations: activationsOf(kind),
      bias: fc.boolean(),
      last: fc.boolean(),
    },
    { requiredKeys: ["kind", "direction", "bias", "last"] },
  ),
);

function activationsOf(kind: Kind): fc.Arbitrary<string[]> {
  const some = fc.constantFrom("Sigmoid", "Tanh", "Relu", "HardSigmoid");
  if (kind === "RNN") return some.map((one) => [one]);
  return fc
    .tuple(some, some)
    .map(([gate, own]) => (kind === "LSTM" ? [gate, own, own] : [gate, own]));
}

const normalization = { acc: { mean: new Float32Array(2), sd: new Float32Array(2).fill(1) } };
const feeds = { acc: { dtype: "float32", data, shape: [size, length, channels.length] } } as const;
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)));

test("in every form it answers like onnxruntime, in both engines", async () => {
  await fc.assert(
    fc.asyncProperty(forms, async (form) => {
      const graph = recurrentGraph(form);
      const { logits } = await runGraph(graph, feeds);
      const network = graphNetwork(graph, { normalization, rounding: noRounding });
      for (const engine of Object.values(engines)) {
        const forward = await engine.compileForward(network);
        const found = await forward.run(readWeights(network.model), feeds);
        await forward.release();
        expect(distance(found.logits!.data, logits!.data as Float32Array)).toBeLessThan(1e-5);
      }
    }),
    { numRuns: 20 },
  );
});

const train = {
  ...{ epochs: 2, batchSize: 6, learningRate: 0.5, schedule: { name: "constant" } },
  ...{ optimizer: { entry: sgd as never, options: { ...sgd.options, momentum: 0 } } },
  ...{ weightDecay: 0, clipNorm: null, earlyStopping: null },
};

async function taught(graph: Graph, engine: keyof typeof engines) {
  const learning = { normalization, rounding: noRounding };
  const { graph: after } = await teachGraph(
    graph,
    learning,
    { teacher: graphNetwork(recurrentGraph(other), learning), train, ...teachDefaults },
    { engine: engines[engine], data: dataOf(windows), random: new Random(1), task: engine },
  );
  return after.nodes.flatMap(trainedInputs);
}

const other: Form = { kind: "GRU", direction: "forward", bias: true, last: true };

describe.each(["LSTM", "GRU", "RNN"] as const)("%s", (kind) => {
  test.each(["forward", "reverse"] as const)(
    "%s: every weight moves, in both engines alike",
    async (direction) => {
      const graph = recurrentGraph({ kind, direction, bias: true, last: false });
      const before = graph.nodes.flatMap(trainedInputs);
      expect(before.map(({ name }) => name)).toEqual([
        ...["layer/weight", "layer/recurrent", "layer/bias"],
        ...["logits/weight", "logits/bias"],
      ]);
      const [tfjs, recorded] = [await taught(graph, "tfjs"), await taught(graph, "recorded")];
      for (const [i, { value, name }] of before.entries()) {
        expect(distance(tfjs[i]!.value.data, value.data), name).toBeGreaterThan(1e-4);
        expect(distance(tfjs[i]!.value.data, recorded[i]!.value.data), name).toBeLessThan(1e-5);
      }
    },
  );
});

test("the bias of the state, which acts like that of the input, stays", async () => {
  const graph = recurrentGraph({ ...other, last: false });
  const half = (inputs: ReturnType<typeof trainedInputs>) => {
    const { data: both } = inputs.find(({ name }) => name === "layer/bias")!.value;
    return Array.from(both.slice(both.length / 2));
  };
  expect(half(await taught(graph, "recorded"))).toEqual(half(graph.nodes.flatMap(trainedInputs)));
});

test.each([
  { clip: { float: 3 } },
  { linear_before_reset: 1 },
  { activations: ["Sigmoid", "Softplus"] },
  { activations: ["Softplus", "Tanh"] },
  { activations: ["Sigmoid", "Tanh", "Softplus"] },
  { direction: "bidirectional" },
  { layout: 1 },
])("a layer that tf.js's cells cannot compute is refused by name: %j", (attributes) => {
  const graph = recurrentGraph(other, attributes as Attributes);
  expect(() => requireReplayable(graph, "pruning")).toThrow(
    'pruning: "layer" is a GRU, through which no gradient is known here',
  );
});
