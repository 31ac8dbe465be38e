/**
 * before:  x ─ Q ─ MaxPool ─ DQ ─ y                Q: QuantizeLinear, DQ: DequantizeLinear
 * after:   x ─ Clip ─ MaxPool ─ y                  and the range of numbers that Q knows of x
 */
import { UserError } from "#core/errors";
import type { Range } from "#export/quantize/range";
import type { Graph, Node, Value } from "#graph/graph";

/** Integers that were: what they stand for, and their grid. */
interface Lifted {
  readonly real: Value;
  readonly scale: number;
  readonly zero: number;
  readonly range: Range;
}

/** Take rounding out of a graph. Returns the range of each value that was rounded. */
export function stripRounding(graph: Graph): ReadonlyMap<Value, Range> {
  const stripper = new Stripper(graph);
  for (const node of [...graph.nodes]) stripper.visit(node);
  graph.prune();
  return stripper.ranges;
}

class Stripper {
  readonly ranges: Map<Value, Range> = new Map();
  readonly #graph: Graph;
  readonly #lifted: Map<Value, Lifted> = new Map();
  /** Between which numbers some reals lie. */
  readonly #bounds: Map<Value, Range> = new Map();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  visit(node: Node): void {
    if (node.op === "QuantizeLinear") this.#quantize(node);
    else if (node.op === "DequantizeLinear") this.#dequantize(node);
    else if (node.inputs.some((value) => value && this.#lifted.has(value))) this.#move(node);
    else if (/Integer$|^DynamicQuantizeLinear$|^QLinear|^QGemm$/.test(node.op)) {
      refuse(node, "works on integers in a form that only onnxruntime reads");
    }
  }

  /** With a scale for each channel, numbers count steps until they are dequantized. */
  #quantize(node: Node): void {
    const [x, scales, zeros] = node.inputs as [Value, Value, Value?];
    const zero = numberOf(node, zeros, 0);
    const each = scales.data?.length !== 1;
    const scale = each ? 1 : numberOf(node, scales, 1);
    const [least, most] = node.outputs[0]!.dtype === "int8" ? [-128, 127] : [0, 255];
    const range = between((least - zero) * scale, (most - zero) * scale);
    const real = this.#limited(each ? this.#inSteps(node, x, scales) : x, range);
    if (!each) this.ranges.set(x, range).set(real, range);
    this.#lifted.set(node.outputs[0]!, { real, scale, zero, range });
  }

  #inSteps(node: Node, x: Value, scales: Value): Value {
    const axis = Number(node.attributes.axis ?? 1);
    const behind = axis < 0 ? -1 - axis : x.shape.length - 1 - axis;
    if (!(scales.data instanceof Float32Array)) refuse(node, "computes its scales");
    const sizes = [scales.data.length, ...Array<number>(behind).fill(1)];
    return this.#graph.add("Div", [x, this.#graph.constant(scales.data, sizes)], x.shape);
  }

  /** The file's integers end there, and some writers leave ReLU to that. */
  #limited(x: Value, range: Range): Value {
    const { low, high } = range;
    const bounds = this.#boundsOf(x);
    if (bounds.low >= low && bounds.high <= high) return x;
    const ends = [low, high].map((bound) => this.#graph.constant(Float32Array.of(bound), []));
    const limited = this.#graph.add("Clip", [x, ...ends], x.shape);
    this.#bounds.set(limited, range);
    return limited;
  }

  #boundsOf(x: Value): Range {
    const known = this.#bounds.get(x);
    if (known) return known;
    const { op = "", inputs = [] } = x.producer ?? {};
    if (op === "Sigmoid" || op === "Softmax") return { low: 0, high: 1 };
    const keeps = movers.has(op) || means.has(op) || op === "Relu";
    if (!keeps) return everything;
    const before = inputs
      .slice(0, op === "Concat" ? undefined : 1)
      .map((value) => this.#boundsOf(value!));
    const low = op === "Relu" ? 0 : Math.min(...before.map((range) => range.low));
    return { low, high: Math.max(...before.map((range) => range.high)) };
  }

  #dequantize(node: Node): void {
    const [integer, scales, zeros] = node.inputs as [Value, Value, Value?];
    const lifted = this.#lifted.get(integer);
    if (!lifted) refuse(node, "reads integers that no QuantizeLinear made");
    const scale = numberOf(node, scales, 1);
    if (lifted.zero !== numberOf(node, zeros, 0))
      refuse(node, "has another zero point than what it reads");
    const graph = this.#graph;
    const ratio = scale / lifted.scale;
    const factor = graph.constant(Float32Array.of(ratio), []);
    const real = ratio === 1 ? lifted.real : graph.add("Mul", [lifted.real, factor], integer.shape);
    const { low, high } = lifted.range;
    const range = between(low * ratio, high * ratio);
    this.ranges.set(real, range);
    this.#bounds.set(real, range);
    graph.bypass(node, real);
  }

  /** An operator that gives integers as it found them. */
  #move(node: Node): void {
    const { op, inputs, attributes, outputs, name } = node;
    if (!movers.has(op)) refuse(node, "works on integers in a form that only onnxruntime reads");
    const [first, ...rest] = inputs.flatMap((value) => (value && this.#lifted.get(value)) ?? []);
    if (rest.some(({ scale, zero }) => scale !== first!.scale || zero !== first!.zero))
      refuse(node, "joins integers of several scales");
    const reals = inputs.map((value) => (value && this.#lifted.get(value)?.real) ?? value);
    const real = this.#graph.add(op, reals, outputs[0]!.shape, {
      attributes,
      dtype: "float32",
      name,
    });
    this.ranges.set(real, first!.range);
    this.#lifted.set(outputs[0]!, { ...first!, real });
  }
}

/** As constants of the graph hold it. */
function between(low: number, high: number): Range {
  return { low: Math.fround(low), high: Math.fround(high) };
}

const everything: Range = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** They mean the same for reals as for integers. */
const movers: ReadonlySet<string> = new Set(
  "Concat Expand Flatten Gather Identity MaxPool Reshape Slice Squeeze Transpose Unsqueeze".split(
    " ",
  ),
);

/** What they give lies between what they read. */
const means: ReadonlySet<string> = new Set(
  "AveragePool GlobalAveragePool GlobalMaxPool ReduceMax ReduceMean".split(" "),
);

function numberOf(node: Node, value: Value | undefined, absent: number): number {
  if (!value) return absent;
  const [first, ...rest] = [...(value.data ?? [])].map(Number);
  if (first === undefined || rest.some((other) => other !== first))
    refuse(node, "computes its grid, or has one for each channel");
  return first;
}

function refuse({ name, op }: Node, what: string): never {
  throw new UserError(
    `node "${name}" (${op}) ${what}`,
    "export from the float model, or from one quantized as QDQ (`wristill quantize --scheme static-int8 --target mcu`)",
  );
}
