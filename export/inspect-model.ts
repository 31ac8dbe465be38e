/** @file What an ONNX file is: sound or not, what goes in and out, what each layer costs. */
import { messageOf } from "#core/errors";
import type { Graph, Value } from "#graph/graph";
import { verifyModel } from "#graph/verify-model";
import type { CreateSession } from "#runtime/session";
import { type GraphCost, graphCost } from "./cost.ts";
import { oneWindow } from "./one-window.ts";
import { requiredOperators } from "./required-operators.ts";

export type TensorFacts = Pick<Value, "name" | "dtype" | "shape">;

export interface ModelFacts {
  /** One sentence per mistake in the file. */
  readonly problems: readonly string[];
  /** Bytes of the file. */
  readonly bytes: number;
  /** Operator set versions by domain; "" is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Kinds of operators, one line per domain and set, as an onnxruntime build configuration names them. */
  readonly operators: readonly string[];
  /** What each layer costs; absent where sizes are not known. */
  readonly cost?: GraphCost;
  /** Why there is no cost. */
  readonly unknown?: string;
}

/** Look at the bytes of an ONNX file; what is wrong with it is part of the answer. */
export async function inspectModel(
  bytes: Uint8Array,
  createSession: CreateSession,
): Promise<ModelFacts> {
  const { problems, graph } = verifyModel(bytes);
  return {
    problems,
    bytes: bytes.length,
    opsets: Object.fromEntries(graph?.opsets ?? []),
    inputs: (graph?.inputs ?? []).map(facts),
    outputs: (graph?.outputs ?? []).map(facts),
    metadata: Object.fromEntries(graph?.metadata ?? []),
    operators: graph ? requiredOperators(graph) : [],
    ...(graph && problems.length === 0 && (await costOf(graph, createSession))),
  };
}

function facts({ name, dtype, shape }: Value): TensorFacts {
  return { name, dtype, shape };
}

async function costOf(graph: Graph, createSession: CreateSession) {
  try {
    return { cost: graphCost(await oneWindow(graph, createSession)) };
  } catch (error) {
    return { unknown: messageOf(error) };
  }
}
