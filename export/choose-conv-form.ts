/** @file Which form of its convolutions a float model is faster in, where it will run. */
import type { Graph } from "#graph/graph";
import { inOpset } from "#graph/opset/convert-opset";
import { encodeModel } from "#graph/protobuf";
import type { CreateSession } from "#runtime/session";
import {
  type ConvChoice,
  type ConvForm,
  convFormOf,
  convWords,
  inConvForm,
  otherConvForm,
} from "./conv-form.ts";
import { type Candidate, choose, slownessOf } from "./quantize/choose.ts";

export interface ChosenConvForm {
  readonly graph: Graph;
  /** What was chosen, and why. */
  readonly reason: string;
}

/** A clean graph in the form that was asked for, or that is faster on the runtimes at batch 1. */
export async function chooseConvForm(
  graph: Graph,
  conv: ConvChoice,
  runtimes: readonly CreateSession[],
  opset: number,
): Promise<ChosenConvForm> {
  const other = otherConvForm(graph);
  const own = convFormOf(graph);
  if (other === undefined) return { graph, reason: "none that could be said otherwise" };
  if (conv !== "auto") {
    return { graph: conv === own ? graph : inConvForm(graph, conv), reason: convWords[conv] };
  }
  if (runtimes.length === 0) return { graph, reason: `${convWords[own]}; nothing was measured` };
  const candidates = [own, other].map((form) => candidateOf(graph, form, opset));
  const [first, second] = candidates as [ConvCandidate, ConvCandidate];
  const { candidate, measured } = await choose([first, second], runtimes, "speed");
  const [winner, loser] = candidate === first ? measured : measured.toReversed();
  const reason = `${convWords[candidate.conv]}; ${slownessOf(loser!, winner!, loser!.title)}`;
  return { graph: candidate.graph, reason };
}

interface ConvCandidate extends Candidate {
  readonly conv: ConvForm;
  readonly graph: Graph;
}

function candidateOf(graph: Graph, conv: ConvForm, opset: number): ConvCandidate {
  const same = conv === convFormOf(graph) ? graph : inConvForm(graph, conv);
  return { title: convWords[conv], conv, graph: same, bytes: encodeModel(inOpset(same, opset)) };
}
