/** @file Runs a recorded graph once, through onnxruntime-node unless told. */
import type { DType, Graph, TensorData } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession } from "#runtime/ort-node";
import type { CreateSession, HostTensor } from "#runtime/session";

/** Reals unless it says otherwise. */
interface Fed {
  readonly data: TensorData;
  readonly dtype?: DType;
  readonly shape: readonly number[];
}

export async function runGraph(
  graph: Graph,
  feeds: Readonly<Record<string, Fed>>,
  create: CreateSession = createOrtNodeSession,
): Promise<Record<string, HostTensor>> {
  const session = await create(encodeModel(graph));
  try {
    const inputs = Object.entries(feeds).map(
      ([name, feed]) => [name, { dtype: "float32" as const, ...feed }] as const,
    );
    return await session.run(Object.fromEntries(inputs));
  } finally {
    await session.release();
  }
}
