/** @file Before a session is opened for a file as it is: nothing in it takes more memory than windows can need. */
import { newestOpset } from "#graph/operator-table";
import { oldestConverted } from "#graph/opset/working-opset";
import { decodeModel } from "#graph/protobuf";
import type { SizeOptions } from "./decided-sizes.ts";
import { openModelFile } from "./open-model-file.ts";
import type { CreateSession } from "./session.ts";

/** @throws UserError where a rule of ONNX is broken, or where a size is too large or nobody's to know. */
export async function requireModestFile(
  bytes: Uint8Array,
  createSession: CreateSession,
  sizes?: SizeOptions,
): Promise<void> {
  if (isRead(bytes)) await openModelFile(bytes, createSession, sizes);
}

/** Files with other operator sets, sub-graphs or strings are the runtime's to judge: it runs more than is read here. */
function isRead(bytes: Uint8Array): boolean {
  try {
    const opset = decodeModel(bytes).opsets.get("") ?? 0;
    return opset >= oldestConverted && opset <= newestOpset;
  } catch {
    return false;
  }
}
