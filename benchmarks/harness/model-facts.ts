/** @file What can be said of a model file without timing it. */
import { createHash } from "node:crypto";
import type { Candidate } from "#benchmarks/candidate";
import { messageOf } from "#core/errors";
import { graphCost } from "#export/cost";
import { oneWindow } from "#export/one-window";
import { unknownShape } from "#graph/graph";
import { newestOpset } from "#graph/operator-table";
import { oldestConverted } from "#graph/opset/working-opset";
import { decodeModel } from "#graph/protobuf";
import { inferShapes } from "#runtime/infer-shapes";
import { openModelFile } from "#runtime/open-model-file";
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

/** Opens the file once. Throws a `UserError` where the runtime cannot, or where the file is unsound for certain. */
export async function modelFacts(
  { name, bytes }: Candidate,
  createSession: CreateSession,
): Promise<ModelFacts> {
  if (isChecked(bytes)) await openModelFile(bytes, createSession, { fromValues: "allowed" });
  const session = await createSession(bytes, { name });
  const { inputs } = session;
  await session.release();
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { inputs, sha256, ...(await counted(bytes, inputs, createSession)) };
}

/** Files with other operator sets, sub-graphs or strings are the runtime's to judge: it runs more than is read here. */
function isChecked(bytes: Uint8Array): boolean {
  try {
    const opset = decodeModel(bytes).opsets.get("") ?? 0;
    return opset >= oldestConverted && opset <= newestOpset;
  } catch {
    return false;
  }
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
    const isKnown = graph.nodes.every(({ outputs }) =>
      outputs.every(({ shape }) => shape !== unknownShape),
    );
    const sized = isKnown ? graph : await oneWindow(graph, createSession); // weights of 4 bits, unpacked
    const { parameters, macs } = graphCost(sized);
    return { parameters, macs, bytesMoved: bytesMoved(sized), uncounted: null };
  } catch (error) {
    return unknown(messageOf(error).split("\n")[0]!);
  }
}

function unknown(uncounted: string): Omit<ModelFacts, "inputs" | "sha256"> {
  return { parameters: null, macs: null, bytesMoved: null, uncounted };
}
