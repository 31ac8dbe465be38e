/** @file One form of the int8 model from the ranges that calibration found. */
import { contentHash } from "#export/metadata";
import { shareEqualConstants } from "#export/passes/share-equal-constants";
import type { Graph } from "#graph/graph";
import { runPasses } from "#graph/pass";
import { decodeModel, encodeModel } from "#graph/protobuf";
import type { Candidate, Form } from "./choose-form.ts";
import { encodeCompact } from "./encode-compact.ts";
import { insertQdq, type QuantizedTensor } from "./insert-qdq.ts";
import { qlinearPasses } from "./passes/index.ts";
import type { Range } from "./ranges.ts";

export interface BuiltForm extends Candidate {
  readonly graph: Graph;
  readonly tensors: readonly QuantizedTensor[];
}

/** Quantize a copy of the float graph. `ranges` has every value that the plan names. */
export function buildForm(
  source: Graph,
  form: Form,
  ranges: ReadonlyMap<string, Range>,
  weightBits: 7 | 8,
): BuiltForm {
  const graph = decodeModel(encodeModel(source, { valueInfo: true }));
  const tensors = insertQdq(graph, ranges, weightBits);
  runPasses(graph, form === "qdq" ? [shareEqualConstants] : qlinearPasses);
  graph.metadata.set("content_sha256", contentHash(graph));
  return { form, graph, tensors, bytes: encodeCompact(graph) };
}
