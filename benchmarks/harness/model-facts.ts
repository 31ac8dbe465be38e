/** @file What can be said of a model file without timing it. */
import { createHash } from "node:crypto";
import type { Candidate } from "#benchmarks/candidate";
import { messageOf } from "#core/errors";
import { graphCost } from "#export/cost";
import { oneWindow } from "#export/one-window";
import { unknownShape } from "#graph/graph";
import { decodeModel } from "#graph/protobuf";
import { inferShapes } from "#runtime/infer-shapes";
import { requireModestFile } from "#runtime/require-modest-file";
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
  /** Where numbers in the windows say how large a result is, and the file runs in a process of its own or not at all. */
  readonly undecided: string | null;
}

/** Opens the file once. Throws a `UserError` where the runtime cannot, or where the file is unsound for certain. */
export async function modelFacts(
  { name, bytes }: Candidate,
  createSession: CreateSession,
): Promise<ModelFacts> {
  const undecided = await whyUndecided(bytes, createSession);
  const session = await createSession(bytes, { name });
  const { inputs } = session;
  await session.release();
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const counts = undecided ? unknown(undecided) : await counted(bytes, inputs, createSession);
  return { inputs, sha256, undecided, ...counts };
}

async function whyUndecided(
  bytes: Uint8Array,
  createSession: CreateSession,
): Promise<string | null> {
  await requireModestFile(bytes, createSession, { fromValues: "allowed" });
  return requireModestFile(bytes, createSession).then(() => null, firstLine);
}

async function counted(
  bytes: Uint8Array,
  inputs: readonly TensorInfo[],
  createSession: CreateSession,
): Promise<Counts> {
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
    return { parameters, macs, bytesMoved: bytesMoved(sized, graph), uncounted: null };
  } catch (error) {
    return unknown(firstLine(error));
  }
}

function firstLine(error: unknown): string {
  return messageOf(error).split("\n")[0]!;
}

type Counts = Omit<ModelFacts, "inputs" | "sha256" | "undecided">;

function unknown(uncounted: string): Counts {
  return { parameters: null, macs: null, bytesMoved: null, uncounted };
}
