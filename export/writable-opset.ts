/** @file Operator sets that files can be written in. */
import { UserError } from "#core/errors";
import { oldestConverted } from "#graph/opset/working-opset";
import { runnableOpset } from "#runtime/runnable-opset";

/** Throws a {@link UserError} for a set that is too old to be written, or too new for onnxruntime to read. */
export function requireWritable(opset: number): void {
  if (Number.isInteger(opset) && opset >= oldestConverted && opset <= runnableOpset) return;
  throw new UserError(
    `ONNX operator set: expected a whole number from ${oldestConverted} to ${runnableOpset}; got ${opset}`,
    "older runtimes read smaller ones; leave it out where that does not matter",
  );
}
