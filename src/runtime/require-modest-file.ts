/** @file Before a session is opened for a file as it is: nothing in it takes more memory than windows can need. */
import type { Graph } from "#graph/graph";
import { newestOpset } from "#graph/operator-table";
import { oldestConverted } from "#graph/opset/working-opset";
import { decodeModel } from "#graph/protobuf";
import { requireOutputs } from "#graph/read-model";
import type { SizeOptions } from "./decided-sizes.ts";
import { openModelFile } from "./open-model-file.ts";
import type { CreateSession } from "./session.ts";

/**
 * Files with other operator sets, sub-graphs or strings are the runtime's to judge: it runs more than is read here.
 *
 * @throws UserError where a rule of ONNX is broken, where a size is too large or nobody's to know, or without outputs.
 */
export async function requireModestFile(
  bytes: Uint8Array,
  createSession: CreateSession,
  sizes?: SizeOptions,
): Promise<void> {
  const graph = decoded(bytes);
  if (!graph) return;
  requireOutputs(graph);
  const opset = graph.opsets.get("") ?? 0;
  if (opset >= oldestConverted && opset <= newestOpset)
    await openModelFile(bytes, createSession, sizes);
}

function decoded(bytes: Uint8Array): Graph | undefined {
  try {
    return decodeModel(bytes);
  } catch {
    return undefined;
  }
}
