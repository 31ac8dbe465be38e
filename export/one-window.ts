/** @file A model for one window at a time: every size is a number, found by running it. */
import { messageOf, UserError } from "#core/errors";
import { sizeOf } from "#core/signal";
import { copyGraph } from "#graph/copy-graph";
import { arrays } from "#graph/decode-tensor";
import type { DType, Graph, TensorData, Value } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { isRandom } from "#graph/random-operators";
import { requireSound } from "#graph/read-model";
import { requireDecidedSizes } from "#runtime/decided-sizes";
import { inferShapes } from "#runtime/infer-shapes";
import { openSizeRefusal } from "#runtime/open-size";
import type { CreateSession, HostTensors } from "#runtime/session";

/**
 * A copy of the graph with a batch of one and the shape that every value then has. What no input decides becomes a
 * constant.
 */
export async function oneWindow(graph: Graph, createSession: CreateSession): Promise<Graph> {
  const copy = copyGraph(graph);
  const refusal = openSizeRefusal(copy);
  if (refusal) throw refusal;
  for (const input of copy.inputs)
    input.shape = input.shape.map((size) => (typeof size === "number" ? size : 1));
  requireModest(copy);
  await inferShapes(copy, createSession);
  requireSound(copy);
  await requireDecidedSizes(copy, createSession, { fromValues: "refused" });
  const results = await runOnce(copy, createSession);
  for (const value of valuesOf(copy)) value.shape = results[value.name]?.shape ?? value.shape;
  foldDecided(copy, results);
  copy.prune();
  return copy;
}

/** Sizes, and what depends on constants alone. */
function foldDecided(graph: Graph, results: HostTensors): void {
  for (const node of [...graph.nodes].filter((each) => !isRandom(each))) {
    const decided =
      node.op === "Shape" || node.op === "Size" || node.inputs.every((it) => !it || it.data);
    const [value] = node.outputs as [Value];
    const result = results[value.name];
    if (!decided || !result || node.outputs.length > 1 || graph.outputs.includes(value)) continue;
    const { data, shape, dtype } = result;
    graph.bypass(node, graph.constant(data, shape, dtype, value.name));
  }
}

/** Numbers in a window: more are no window. */
const largestWindow = 2 ** 24;

function requireModest({ inputs }: Graph): void {
  for (const { name, shape } of inputs) {
    const size = sizeOf(shape as readonly number[]);
    if (size <= largestWindow) continue;
    throw new UserError(
      `input "${name}" [${shape.join(", ")}] holds ${size} numbers for one window, and ${largestWindow} are the most`,
      "export from the model that reads one window at a time",
    );
  }
}

function valuesOf(graph: Graph): Value[] {
  return graph.nodes.flatMap(({ outputs }) => outputs);
}

/** Runs the model once on zeros, with all values as outputs. */
async function runOnce(graph: Graph, createSession: CreateSession): Promise<HostTensors> {
  const probe = decodeModel(encodeModel(graph));
  probe.outputs.splice(0, probe.outputs.length, ...valuesOf(probe));
  const session = await createSession(encodeModel(probe), { optimization: "disabled" });
  try {
    const feeds = probe.inputs.map(({ name, dtype, shape }) => {
      const sizes = shape as readonly number[];
      return [name, { dtype, shape: sizes, data: zeros(dtype, sizeOf(sizes)) }] as const;
    });
    return await session.run(Object.fromEntries(feeds));
  } catch (error) {
    throw new UserError(
      `the model does not run on a window of zeros: ${messageOf(error)}`,
      "check it with `wristill verify`",
      { cause: error },
    );
  } finally {
    await session.release();
  }
}

function zeros(dtype: DType, length: number): TensorData {
  return new arrays[dtype](length);
}
