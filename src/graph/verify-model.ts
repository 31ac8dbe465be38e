/** @file Everything that is wrong with an ONNX file: the rules of the ONNX checker and of its shape inference. */
import { messageOf, UserError } from "#core/errors";
import { decodeModel } from "./decode-model.ts";
import type { Graph, Node } from "./graph.ts";
import { decode, type Message } from "./message.ts";
import { modelProto } from "./onnx-schema.ts";
import { newestIr, newestOpset } from "./operator-table.ts";
import { oldestOpset } from "./operators.ts";
import { sizeProblems } from "./size-problems.ts";
import { verifyStructure } from "./verify.ts";
import { operationProblem } from "./verify-operation.ts";
import { schemaProblems } from "./verify-schema.ts";

export interface VerifiedModel {
  /** One sentence per mistake; none in a sound file. */
  readonly problems: readonly string[];
  /** What could be read of the file. */
  readonly graph: Graph | undefined;
}

/** Read a file and look at all of it. Never throws: what cannot be read is a problem. */
export function verifyModel(bytes: Uint8Array): VerifiedModel {
  try {
    const problems = headerProblems(decode(modelProto, bytes));
    const graph = decodeModel(bytes);
    return { graph, problems: [...problems, ...graphProblems(graph)] };
  } catch (error) {
    const told = messageOf(error);
    const problem = error instanceof UserError ? told : `it is no ONNX file, or damaged: ${told}`;
    return { graph: undefined, problems: [problem] };
  }
}

/** Everything that is wrong with a graph, whoever made it. */
export function graphProblems(graph: Graph): readonly string[] {
  return [...structureProblems(graph), ...sizeProblems(graph), ...nodeProblems(graph)];
}

function headerProblems(model: Message<typeof modelProto>): string[] {
  const problems: string[] = [];
  const ir = Number(model.irVersion ?? 0);
  if (ir < 3 || ir > newestIr)
    problems.push(`its format version ${ir} is not among 3 to ${newestIr}`);
  if (!model.graph?.name) problems.push("its graph has no name");
  const domains = (model.opsetImport ?? []).map(({ domain = "" }) =>
    domain.replace(/^ai\.onnx$/, ""),
  );
  if (domains.length === 0) problems.push("it names no operator set");
  if (new Set(domains).size < domains.length) problems.push("it names an operator set twice");
  const keys = (model.metadataProps ?? []).map(({ key = "" }) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) < i);
  if (twice !== undefined) problems.push(`its metadata has "${twice}" twice`);
  for (const { name = "", type } of [
    ...(model.graph?.input ?? []),
    ...(model.graph?.output ?? []),
  ]) {
    if (!type?.tensorType?.elemType) problems.push(`"${name}" has no element type`);
  }
  return ir === 3 ? [...problems, ...hiddenConstants(model)] : problems;
}

/** Format version 3 has every constant among the inputs. */
function hiddenConstants({ graph }: Message<typeof modelProto>): string[] {
  const inputs = new Set(graph?.input?.map(({ name }) => name));
  const hidden = (graph?.initializer ?? []).filter(({ name }) => !inputs.has(name));
  return hidden.map(
    ({ name = "" }) => `its constant "${name}" is no input, as format version 3 asks`,
  );
}

function structureProblems(graph: Graph): string[] {
  try {
    verifyStructure(graph);
    return [];
  } catch (error) {
    return [messageOf(error)];
  }
}

function nodeProblems(graph: Graph): string[] {
  const opset = graph.opsets.get("");
  if (opset !== undefined && (opset < oldestOpset || opset > newestOpset))
    return [
      `its nodes were not checked: the rules of operator set ${opset} are not known, ${oldestOpset} to ${newestOpset} are`,
    ];
  return graph.nodes.flatMap((node) => {
    const where = `node "${node.name}" (${node.domain === "" ? "" : `${node.domain}.`}${node.op}): `;
    return problemsOf(node, graph.opsets).map((problem) => where + problem);
  });
}

function problemsOf(node: Node, opsets: ReadonlyMap<string, number>): readonly string[] {
  const opset = opsets.get(node.domain);
  if (opset === undefined) return [`the file names no operator set of domain "${node.domain}"`];
  if (node.domain !== "") return [];
  const mistakes = schemaProblems(node, opset);
  const shape = mistakes.length > 0 ? undefined : operationProblem(node); // rules expect what the schema promises
  return shape === undefined ? mistakes : [shape];
}
