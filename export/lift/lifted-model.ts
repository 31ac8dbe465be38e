/** @file Any ONNX file, quantized or not, as a clean network of reals. */
import { cleanGraph } from "#export/clean-graph";
import { standardOperators } from "#export/quantize/passes/standard-operators";
import type { Range } from "#export/quantize/range";
import type { Graph } from "#graph/graph";
import { toWorkingOpset } from "#graph/opset/convert-opset";
import { runPasses } from "#graph/pass";
import { openModelFile } from "#runtime/open-model-file";
import type { CreateSession } from "#runtime/session";
import { foldDecided } from "./fold-decided.ts";
import { raiseIntegerOperators } from "./raise-integer-operators.ts";
import { stripRounding } from "./strip-rounding.ts";

export interface LiftedModel {
  readonly graph: Graph;
  /** What the file knows of its activations, by name; nothing where it is of reals. */
  readonly ranges: ReadonlyMap<string, Range>;
}

/** Weights become the reals that their integers, halves or packed bits stand for; activations lose their rounding. */
export async function liftedModel(
  bytes: Uint8Array,
  createSession: CreateSession,
): Promise<LiftedModel> {
  const graph = toWorkingOpset(await openModelFile(bytes, createSession));
  runPasses(graph, [standardOperators, raiseIntegerOperators]);
  await foldDecided(graph, createSession);
  const ranges = stripRounding(graph);
  await cleanGraph(graph, createSession);
  return { graph, ranges: new Map([...ranges].map(([{ name }, range]) => [name, range])) };
}
