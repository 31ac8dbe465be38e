/** @file The shape of every value of a graph, found by running it with two sizes of batch. */
import { messageOf, UserError } from "#core/errors";
import type { Dim, Graph } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import type { CreateSession, HostTensors } from "#runtime/session";

const [small, large] = [2, 3];

/** Writes shapes with sizes called "batch" or "2*batch" into the graph. Inputs are float32, the batch first. */
export async function inferShapes(
  graph: Graph,
  createSession: CreateSession,
  name: string,
): Promise<void> {
  const probe = decodeModel(encodeModel(graph));
  probe.outputs.length = 0;
  probe.outputs.push(...probe.nodes.flatMap(({ outputs }) => outputs));
  const session = await createSession(encodeModel(probe), { name });
  try {
    const [first, second] = [await run(small), await run(large)];
    for (const node of graph.nodes) {
      for (const value of node.outputs) {
        const [a, b] = [first, second].map((results) => results[value.name]!.shape);
        value.shape = shapeOf(value.name, a!, b!, name);
      }
    }
  } finally {
    await session.release();
  }
  function run(batch: number): Promise<HostTensors> {
    return session.run(zeros(graph, batch)).catch((error: unknown) => {
      throw new UserError(
        `${name} does not take a batch of ${batch} windows: ${messageOf(error)}`,
        "export it with a batch dimension that is not fixed (`dynamic_axes` or `dynamic_shapes`)",
        { cause: error },
      );
    });
  }
}

function zeros({ inputs }: Graph, batch: number): HostTensors {
  const feeds = inputs.map(({ name, shape }) => {
    const sizes = [batch, ...(shape.slice(1) as number[])];
    const data = new Float32Array(sizes.reduce((product, size) => product * size, 1));
    return [name, { dtype: "float32" as const, shape: sizes, data }] as const;
  });
  return Object.fromEntries(feeds);
}

function shapeOf(
  value: string,
  a: readonly number[],
  b: readonly number[],
  name: string,
): readonly Dim[] {
  return a.map((size, i) => {
    if (size === b[i]) return size;
    const times = size / small;
    if (Number.isInteger(times) && b[i] === times * large)
      return times === 1 ? "batch" : `${times}*batch`;
    throw new UserError(
      `${name}: the value "${value}" has ${size} and ${b[i]} elements on axis ${i} for ${small} and ${large} windows`,
      "its sizes must not depend on the values of the windows",
    );
  });
}
