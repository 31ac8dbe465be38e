/** @file What ops write to: appends ONNX nodes, sharing equal ones, and keeps the batch dimension symbolic. */
import { UserError } from "#core/errors";
import type {
  Attributes,
  Dim,
  DType,
  Node,
  NodeOptions,
  OutputType,
  TensorData,
} from "#graph/graph";
import { Graph, type Value } from "#graph/graph";
import { dataType } from "#graph/onnx-schema";
import { elementsOf, largestValue } from "#graph/size-problems";
import { broadcast, isVector, vectorCopies } from "./broadcast.ts";

/**
 * Stands for the symbolic batch size while recording: a prime larger than any real dimension or offset, so that its
 * multiples are recognised. Nothing is computed, so its size costs nothing.
 */
export const batchPrime = 1_000_000_007;

/** What the graph is for; ops choose their form by it. */
export type Purpose = "inference" | "training";

export class Emitter {
  readonly graph: Graph;
  readonly purpose: Purpose;
  /** Name given to new nodes: that of the layer being recorded. */
  scope: string | undefined;
  readonly #nodes: Map<string, Node> = new Map();
  /** By type, shape, first and last element. */
  readonly #constants: Map<string, readonly Value[]> = new Map();
  readonly #ids: WeakMap<Value, number> = new WeakMap();
  #nextId = 0;

  constructor(name: string, purpose: Purpose) {
    this.graph = new Graph(name);
    this.purpose = purpose;
  }

  /** Append a one-output node, or return the equal one that exists. The type defaults to the first input's. */
  add(
    op: string,
    inputs: readonly (Value | undefined)[],
    shape: readonly number[],
    options: Omit<NodeOptions, "name"> & { readonly dtype?: DType } = {},
  ): Value {
    const dtype = options.dtype ?? inputs[0]?.dtype ?? "float32";
    return this.addNode(op, inputs, [{ dtype, shape }], options)[0]!;
  }

  /** {@link add} for any number of outputs. */
  addNode(
    op: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly OutputType[],
    { attributes = {}, domain = "" }: Omit<NodeOptions, "name"> = {},
  ): Value[] {
    const key = [domain, op, attributeKey(attributes), ...inputs.map((v) => this.#id(v))].join("|");
    const known = this.#nodes.get(key);
    if (known) return known.outputs;
    for (const { shape } of outputs) requireModest(perWindow(shape));
    const name = this.scope === undefined ? op.toLowerCase() : `${this.scope}/${op.toLowerCase()}`;
    const node = this.graph.addNode(op, inputs, outputs, { attributes, domain, name });
    this.#nodes.set(key, node);
    return node.outputs;
  }

  /** A constant; equal ones are shared. */
  constant(data: TensorData, shape: readonly number[], dtype: DType = "float32"): Value {
    const key = `${dtype}|${shape.join()}|${data[0]}|${data.at(-1)}`;
    const alike = this.#constants.get(key) ?? [];
    const known = alike.find((value) => sameData(value.data!, data));
    if (known) return known;
    const value = this.graph.constant(data, shape, dtype, this.#constantName());
    this.#constants.set(key, [...alike, value]);
    return value;
  }

  /** A float32 scalar. */
  scalar(x: number): Value {
    return this.constant(Float32Array.of(x), []);
  }

  /** An int64 vector, as ONNX wants shapes, axes and indices. */
  ints(values: readonly number[]): Value {
    if (values.some(isBatchSized)) {
      throw new UserError(
        "a recorded shape or index depends on the symbolic batch size",
        "let the operation leave the batch dimension alone, or record with a fixed batch",
      );
    }
    return this.constant(BigInt64Array.from(values, BigInt), [values.length], "int64");
  }

  /** Reshape, through earlier reshapes and to nothing where the shape is the same. */
  reshape(x: Value, shape: readonly number[]): Value {
    const source = x.producer?.op === "Reshape" ? x.producer.inputs[0]! : x;
    if (sameShape(source.shape, shape)) return source;
    return this.add("Reshape", [source, this.ints(shape.map(symbolicSize))], shape);
  }

  transpose(x: Value, perm: readonly number[]): Value {
    const shape = perm.map((axis) => sizes(x)[axis]!);
    return this.add("Transpose", [x], shape, { attributes: { perm } });
  }

  /** Elements `start`, `start + step`, … before `end` of one axis. */
  slice(x: Value, axis: number, start: number, end: number, step = 1): Value {
    const shape = [...sizes(x)];
    shape[axis] = Math.ceil((end - start) / step);
    if (start === 0 && step === 1 && end === sizes(x)[axis]) return x;
    const range = [start, end, axis, step].map((n) => this.ints([n]));
    return this.add("Slice", [x, ...range], shape);
  }

  /** Zeros before and after one axis. */
  pad(x: Value, axis: number, before: number, after: number): Value {
    if (before === 0 && after === 0) return x;
    const shape = [...sizes(x)];
    shape[axis] = shape[axis]! + before + after;
    const pads = new Array<number>(2 * shape.length).fill(0);
    pads[axis] = before;
    pads[shape.length + axis] = after;
    return this.add("Pad", [x, this.ints(pads)], shape);
  }

  concat(parts: readonly Value[], axis: number): Value {
    if (parts.length === 1) return parts[0]!;
    const shape = [...sizes(parts[0]!)];
    shape[axis] = parts.reduce((total, part) => total + sizes(part)[axis]!, 0);
    return this.add("Concat", parts, shape, { attributes: { axis } });
  }

  /** Matrix product of `[m, k]` and `[k, n]`, either transposed on request, plus a row `[n]` where there is one. */
  gemm(a: Value, b: Value, transA = false, transB = false, row?: Value): Value {
    const shape = [sizes(a)[transA ? 1 : 0]!, sizes(b)[transB ? 0 : 1]!];
    if (!transA && !transB && !row) return this.add("MatMul", [a, b], shape);
    const attributes = { ...(transA && { transA: 1 }), ...(transB && { transB: 1 }) };
    return this.add("Gemm", row ? [a, b, row] : [a, b], shape, { attributes });
  }

  /**
   * An elementwise operator of two broadcast values, of the type of the first. What an operand repeats is not repeated
   * before: the operator does it anyhow, or its result is repeated.
   */
  binary(op: string, left: Value, right: Value): Value {
    const shape = broadcast(sizes(left), sizes(right));
    const [a, b] = [unexpanded(left), unexpanded(right)];
    const least = broadcast(sizes(a), sizes(b));
    if (sameShape(least, shape)) return this.#elementwise(op, a, b, shape);
    const repeated = [left, right].find((x) => x !== unexpanded(x) && sameShape(x.shape, shape));
    if (!repeated) return this.#elementwise(op, left, right, shape);
    const few = this.#elementwise(op, a, b, least);
    return this.add("Expand", [few, repeated.producer!.inputs[1]], shape);
  }

  #elementwise(op: string, a: Value, b: Value, shape: readonly number[]): Value {
    const copies = this.purpose === "training" ? vectorCopies(sizes(a), sizes(b)) : 1;
    if (copies === 1) return this.add(op, [a, b], shape);
    const width = copies * shape.at(-1)!;
    const wide = shape.reduce((x, y) => x * y, 1) / width;
    const widen = (x: Value) =>
      isVector(sizes(x))
        ? this.add(
            "Tile",
            [this.reshape(x, [x.shape.at(-1) as number]), this.ints([copies])],
            [width],
          )
        : this.reshape(x, [wide, width]);
    return this.reshape(this.add(op, [widen(a), widen(b)], [wide, width]), shape);
  }

  /** Sum of several values of one shape. */
  sum(parts: readonly Value[]): Value {
    return parts.length === 1 ? parts[0]! : this.add("Sum", parts, sizes(parts[0]!));
  }

  cast(x: Value, dtype: DType): Value {
    if (x.dtype === dtype) return x;
    return this.add("Cast", [x], sizes(x), { dtype, attributes: { to: dataType[dtype] } });
  }

  #constantName(): string {
    return this.scope === undefined ? "constant" : `${this.scope}/constant`;
  }

  #id(value: Value | undefined): number | string {
    if (!value) return "";
    let id = this.#ids.get(value);
    if (id === undefined) {
      id = this.#nextId++;
      this.#ids.set(value, id);
    }
    return id;
  }
}

/** The sizes of a value under recording (the batch is {@link batchPrime} where it is symbolic). */
export function sizes(value: Value): readonly number[] {
  return value.shape as readonly number[];
}

/** What an `Expand` repeats; else the value itself. */
export function unexpanded(x: Value): Value {
  return x.producer?.op === "Expand" ? x.producer.inputs[0]! : x;
}

/** −1 for a batch-derived size. */
function symbolicSize(size: number): number {
  return isBatchSized(size) ? -1 : size;
}

/** Whether a size is a multiple of the symbolic batch. */
export function isBatchSized(size: number): boolean {
  return size > 0 && size % batchPrime === 0;
}

/** Called before an array of that size is made; what a model from elsewhere asks for may be any. */
export function requireModest(size: number): void {
  if (size <= largestValue) return;
  throw new UserError(
    `a recorded value holds ${size} numbers; ${largestValue} are the most`,
    "look for a size in the model that no window needs",
  );
}

function perWindow(shape: readonly Dim[]): number {
  return elementsOf(
    shape.map((size) => (isBatchSized(Number(size)) ? Number(size) / batchPrime : size)),
  );
}

function sameShape(a: readonly (number | string)[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

function sameData(a: TensorData, b: TensorData): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

function attributeKey(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join();
}
