/** @file Convolutions over time with one axis, or with two of which the height is 1: equal answers, unequal times. */
import { UserError } from "#core/errors";
import { copyGraph } from "#graph/copy-graph";
import type { Graph } from "#graph/graph";
import { runPasses } from "#graph/pass";
import { exportPasses } from "./passes/index.ts";
import { contentHash } from "./write-metadata.ts";

/** With height 1, which onnxruntime's blocked kernels want; or of rank 3, which spares views. */
export type ConvForm = "1d" | "2d";

/** "auto": whichever is measured to be faster. */
export type ConvChoice = ConvForm | "auto";

/** The choice that a person typed. */
export function convNamed(name: string): ConvChoice {
  if (name === "auto" || name === "1d" || name === "2d") return name;
  throw new UserError(`--conv: expected auto, 1d or 2d; got "${name}"`);
}

export const convWords: Readonly<Record<ConvForm, string>> = {
  "1d": "1-D convolutions",
  "2d": "convolutions of height 1",
};

/** The form of a clean graph. */
export function convFormOf(graph: Graph): ConvForm {
  return ranksOf(graph).includes(3) ? "1d" : "2d";
}

/** A copy of a clean graph in that form. */
export function inConvForm(graph: Graph, conv: ConvForm): Graph {
  const copy = copyGraph(graph);
  runPasses(copy, exportPasses(conv));
  if (copy.metadata.has("content_sha256")) copy.metadata.set("content_sha256", contentHash(copy));
  return copy;
}

/** The form that a clean graph does not have; `undefined` where both would be one, as without convolutions over time. */
export function otherConvForm(graph: Graph): ConvForm | undefined {
  const other = convFormOf(graph) === "1d" ? "2d" : "1d";
  return String(ranksOf(inConvForm(graph, other))) === String(ranksOf(graph)) ? undefined : other;
}

/** Of filters, whose shape every file states. */
function ranksOf(graph: Graph): number[] {
  return graph.nodesOf("Conv").map(({ inputs }) => inputs[1]!.shape.length);
}
