/** @file What can be said of a model file without timing it. */
import { createHash } from "node:crypto";
import type { Candidate } from "#benchmarks/candidate";
import { messageOf } from "#core/errors";
import { graphCost } from "#export/cost";
import { inferShapes } from "#export/infer-shapes";
import { decodeModel } from "#graph/protobuf";
import type { CreateSession, TensorInfo } from "#runtime/session";
import { bytesMoved } from "./bytes-moved.ts";

export interface ModelFacts {
  readonly inputs: readonly TensorInfo[];
  readonly sha256: string;
  readonly parameters: number | null;
  /** Of one window; `null` where shapes are unknown. */
  readonly macs: number | null;
  readonly bytesMoved: number | null;
  /** Why the three above are `null`. */
  readonly uncounted: string | null;
}

/** Opens the file once. Throws a `UserError` where the runtime cannot. */
export async function modelFacts(
  { name, bytes }: Candidate,
  createSession: CreateSession,
): Promise<ModelFacts> {
  const session = await createSession(bytes, { name });
  const { inputs } = session;
  await session.release();
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { inputs, sha256, ...(await counted(bytes, inputs, createSession)) };
}

async function counted(
  bytes: Uint8Array,
  inputs: readonly TensorInfo[],
  createSession: CreateSession,
): Promise<Omit<ModelFacts, "inputs" | "sha256">> {
  const open = inputs.find(({ shape }) => shape.slice(1).some((size) => typeof size !== "number"));
  if (open) return unknown(`input "${open.name}" is [${open.shape.join(", ")}]`);
  try {
    const graph = decodeModel(bytes);
    await inferShapes(graph, createSession);
    const { parameters, macs } = graphCost(graph);
    return { parameters, macs, bytesMoved: bytesMoved(graph), uncounted: null };
  } catch (error) {
    return unknown(messageOf(error).split("\n")[0]!);
  }
}

function unknown(uncounted: string): Omit<ModelFacts, "inputs" | "sha256"> {
  return { parameters: null, macs: null, bytesMoved: null, uncounted };
}
