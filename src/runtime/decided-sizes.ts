/** @file How large results are that an operator makes to measure, found before anything of that size is made. */
import { messageOf, UserError } from "#core/errors";
import { copyGraph } from "#graph/copy-graph";
import { deduceShapes } from "#graph/deduce-shapes";
import { type Graph, type Node, unknownShape, type Value } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { isRandom } from "#graph/random-operators";
import { requireSound } from "#graph/read-model";
import { elementsOf } from "#graph/size-problems";
import { inferShapes } from "./infer-shapes.ts";
import { openSizeRefusal } from "./open-size.ts";
import type { CreateSession } from "./session.ts";

/** Operators whose results may be of any size or shape, and which inputs say of which. */
const measures: ReadonlyMap<string, readonly number[]> = new Map([
  ["AffineGrid", [1]],
  ["BlackmanWindow", [0]],
  ["CenterCropPad", [1]],
  ["Col2Im", [1]],
  ["ConstantOfShape", [0]],
  ["DFT", [1]],
  ["Expand", [1]],
  ["HammingWindow", [0]],
  ["HannWindow", [0]],
  ["MaxUnpool", [2]],
  ["MelWeightMatrix", [0, 1]],
  ["OneHot", [1]],
  ["Pad", [1, 3]],
  ["Range", [0, 1, 2]],
  ["Reshape", [1]],
  ["Resize", [2, 3]],
  ["STFT", [1, 3]],
  ["Slice", [1, 2, 3, 4]],
  ["Split", [1]],
  ["Squeeze", [1]],
  ["Tile", [1]],
  ["TopK", [1]],
  ["Unsqueeze", [1]],
  ["Upsample", [1]],
]);

/** Operators that count something in their input: nothing else says how large the result is. */
const counting: ReadonlySet<string> = new Set([
  ...["Compress", "NonMaxSuppression", "NonZero", "Unique"],
]);

export interface SizeOptions {
  /** Whether numbers in the windows may say how large a result is, which nobody can know before. */
  readonly fromValues: "refused" | "allowed";
}

/**
 * Computes, for one window, whatever constants and shapes say of sizes, in the order of the graph; the graph stays.
 * Shapes that the file states are not believed; the runtime is asked for those that our own rules do not say.
 *
 * @throws UserError where a size is more than a value may have, or where windows decide and may not.
 */
export async function requireDecidedSizes(
  given: Graph,
  createSession: CreateSession,
  options: SizeOptions,
): Promise<void> {
  try {
    await decideSizes(oneWindowOf(given), createSession, options);
  } catch (error) {
    throw openSizeRefusal(given) ?? error; // a length of one proves nothing of others
  }
}

async function decideSizes(
  graph: Graph,
  createSession: CreateSession,
  { fromValues }: SizeOptions,
): Promise<void> {
  for (;;) {
    await inferAnew(graph, createSession);
    requireSound(graph);
    settleShapes(graph);
    const undecided = graph.nodes.filter(isUndecided);
    const values = new Set(undecided.flatMap(decidedOf));
    if (values.size > 0) await fold(graph, [...values], createSession);
    else if (undecided[0] && fromValues === "refused") throw refusal(undecided[0]);
    else return;
  }
}

/**
 * A copy with open sizes of one, and a reader behind every output, so that its shape is asked for, too. Operators
 * outside of ONNX, of which no rule may be known, have the shapes that the file states.
 */
function oneWindowOf(given: Graph): Graph {
  const graph = copyGraph(given);
  for (const input of graph.inputs)
    input.shape = input.shape.map((size) => (typeof size === "number" ? size : 1));
  for (const node of graph.nodes.filter(({ domain }) => domain === ""))
    for (const value of node.outputs) value.shape = unknownShape;
  for (const [i, output] of graph.outputs.entries())
    graph.outputs[i] = graph.add("Identity", [output], unknownShape, { dtype: output.dtype });
  return graph;
}

async function inferAnew(graph: Graph, createSession: CreateSession): Promise<void> {
  for (const value of graph.nodes.flatMap(({ outputs }) => outputs))
    if (isOpen(value)) value.shape = unknownShape;
  deduceShapes(graph); // spares the runtime where it is all there is to know
  await inferShapes(graph, createSession);
}

/** Shapes that are known are constants, and so are their products. */
function settleShapes(graph: Graph): void {
  for (const node of graph.nodesOf("Size")) {
    const [x] = node.inputs as [Value];
    if (isOpen(x)) continue;
    const size = BigInt64Array.of(BigInt(elementsOf(x.shape)));
    graph.bypass(node, graph.constant(size, [], "int64", node.name));
  }
  for (const node of graph.nodesOf("Shape")) {
    const [x] = node.inputs as [Value];
    if (isOpen(x)) continue;
    const { start = 0, end = x.shape.length } = node.attributes;
    const sizes = (x.shape as readonly number[]).slice(Number(start), Number(end));
    const data = BigInt64Array.from(sizes, BigInt);
    graph.bypass(node, graph.constant(data, [sizes.length], "int64", node.name));
  }
}

function isOpen({ shape }: Value): boolean {
  return shape === unknownShape || shape.some((size) => typeof size !== "number");
}

/** What says how large the result is, as far as it is computed. */
function measuresOf({ op, domain, inputs }: Node): Value[] {
  if (domain !== "") return [];
  const places = op.startsWith("Reduce") ? [1] : (measures.get(op) ?? []);
  return places.flatMap((at) => inputs[at] ?? []).filter(({ data }) => !data);
}

/** What constants alone say of the size of the result; of one that is a count, the result itself. */
function decidedOf(node: Node): readonly Value[] {
  if (!isCounting(node)) return measuresOf(node).filter(isDecided);
  const isKnown = node.inputs.every((each) => !each || isDecided(each));
  return isKnown ? node.outputs.filter(({ readers }) => readers.length > 0) : [];
}

function isUndecided(node: Node): boolean {
  const isRead = node.outputs.some((value) => value.readers.length > 0 && isOpen(value));
  return isRead && (measuresOf(node).length > 0 || isCounting(node));
}

function isCounting({ op, domain }: Node): boolean {
  return domain === "" && counting.has(op);
}

/** Follows from constants alone, by way of results whose sizes were found modest. */
function isDecided(value: Value): boolean {
  const open = [value];
  const seen = new Set<Value>();
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.data || seen.has(next)) continue;
    seen.add(next);
    if (!next.producer || isOpen(next) || isRandom(next.producer)) return false;
    open.push(...next.producer.inputs.flatMap((each) => each ?? []));
  }
  return true;
}

/** Let values that need no window be constants. */
async function fold(
  graph: Graph,
  values: readonly Value[],
  createSession: CreateSession,
): Promise<void> {
  const probe = copyGraph(graph);
  const names = new Set(values.map(({ name }) => name));
  const produced = probe.nodes.flatMap(({ outputs }) => outputs);
  probe.outputs.splice(0, probe.outputs.length, ...produced.filter((it) => names.has(it.name)));
  probe.inputs.length = 0;
  probe.prune();
  const results = await runAlone(probe, createSession);
  for (const value of values) {
    const { data, shape, dtype } = results[value.name]!;
    graph.replace(value, graph.constant(data, shape, dtype, value.name));
  }
  graph.prune();
}

async function runAlone(probe: Graph, createSession: CreateSession) {
  try {
    const session = await createSession(encodeModel(probe), { optimization: "disabled" });
    return await session.run({}).finally(() => session.release());
  } catch (error) {
    const what = `the sizes in this model cannot be computed: ${messageOf(error)}`;
    throw new UserError(what, "check it with `wristill verify`", { cause: error });
  }
}

function refusal({ name, op }: Node): UserError {
  return new UserError(
    `node "${name}" (${op}): how large its result is follows from numbers in the windows, so that no memory is sure to hold it`,
    "let sizes follow from shapes; `wristill bench` takes the model as it is",
  );
}
