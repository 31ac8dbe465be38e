/**
 * @file An ONNX graph in memory: values that know their producer and their readers.
 * Constants are values with data; a graph needs no separate list of initializers.
 */
import { workingOpset } from "./opset/working-opset.ts";

/** Element types in use, by their ONNX names. */
export type DType =
  | "float32"
  | "float16"
  | "float64"
  | "int8"
  | "uint8"
  | "int32"
  | "int64"
  | "bool";

/** A fixed size, or the name of a symbolic one ("batch"). */
export type Dim = number | string;

/** The shape of a value in a model that does not state it (compare by identity). */
export const unknownShape: readonly Dim[] = Object.freeze(["?"]);

export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint16Array // float16 bits
  | Int32Array
  | BigInt64Array;

/**
 * INT: number or bigint; INTS: array of them; STRING: string; STRINGS: array; TENSOR: a constant {@link Value};
 * FLOAT and FLOATS say so, except under the names in {@link floatAttributes}, where a number is FLOAT.
 */
export type AttributeValue =
  | number
  | bigint
  | string
  | readonly number[]
  | readonly bigint[]
  | readonly string[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | Value;

/** ONNX attributes by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Names under which a plain number is FLOAT. */
export const floatAttributes: ReadonlySet<string> = new Set([
  "alpha",
  "beta",
  "epsilon",
  "gamma",
  "momentum",
]);

/** One tensor of the graph. */
export class Value {
  name: string;
  readonly dtype: DType;
  shape: readonly Dim[];
  /** Row-major elements where the value is constant. */
  readonly data: TensorData | undefined;
  producer: Node | undefined;
  /** Nodes that read it, once per reading input. Kept by {@link Graph}. */
  readonly readers: Node[] = [];

  constructor(name: string, dtype: DType, shape: readonly Dim[], data?: TensorData) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
    this.data = data;
  }
}

/** One operation. Absent optional inputs are `undefined`. */
export class Node {
  name: string;
  readonly op: string;
  /** "" is the standard ONNX domain. */
  readonly domain: string;
  readonly inputs: (Value | undefined)[];
  readonly outputs: Value[];
  attributes: Attributes;

  constructor(
    op: string,
    inputs: readonly (Value | undefined)[],
    attributes: Attributes = {},
    domain = "",
    name = "",
  ) {
    this.op = op;
    this.inputs = [...inputs];
    this.outputs = [];
    this.attributes = attributes;
    this.domain = domain;
    this.name = name;
  }
}

export interface NodeOptions {
  readonly attributes?: Attributes;
  readonly domain?: string;
  /** Node name; the outputs are named after it. */
  readonly name?: string;
}

export interface OutputType {
  readonly dtype: DType;
  readonly shape: readonly Dim[];
}

/** A mutable graph. Names are unique; every edit keeps producers and readers true. */
export class Graph {
  readonly name: string;
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];
  nodes: Node[] = [];
  /** ONNX `metadata_props`. */
  readonly metadata: Map<string, string> = new Map();
  /** Operator set versions by domain. */
  readonly opsets: Map<string, number> = new Map([["", workingOpset]]);
  readonly #valueNames: Map<string, number> = new Map();
  readonly #nodeNames: Map<string, number> = new Map();

  constructor(name: string) {
    this.name = name;
  }

  /** Declare a graph input. */
  input(name: string, dtype: DType, shape: readonly Dim[]): Value {
    const value = new Value(this.uniqueName(name), dtype, shape);
    this.inputs.push(value);
    return value;
  }

  /** A constant. */
  constant(
    data: TensorData,
    shape: readonly number[],
    dtype: DType = "float32",
    name = "constant",
  ): Value {
    return new Value(this.uniqueName(name), dtype, shape, data);
  }

  /** Append a node with one output, of the type of the first input unless told. */
  add(
    op: string,
    inputs: readonly (Value | undefined)[],
    shape: readonly Dim[],
    options: NodeOptions & { readonly dtype?: DType } = {},
  ): Value {
    const dtype = options.dtype ?? inputs[0]?.dtype ?? "float32";
    return this.addNode(op, inputs, [{ dtype, shape }], options).outputs[0]!;
  }

  /** Append a node with any number of outputs. */
  addNode(
    op: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly OutputType[],
    { attributes = {}, domain = "", name = op.toLowerCase() }: NodeOptions = {},
  ): Node {
    const node = new Node(op, inputs, attributes, domain, this.uniqueNodeName(name));
    for (const [i, { dtype, shape }] of outputs.entries()) {
      const value = new Value(
        this.uniqueName(i === 0 ? `${node.name}:out` : `${node.name}:out${i}`),
        dtype,
        shape,
      );
      value.producer = node;
      node.outputs.push(value);
    }
    for (const value of node.inputs) value?.readers.push(node);
    this.nodes.push(node);
    return node;
  }

  /** Declare an output under a fixed name. */
  output(name: string, value: Value): void {
    const direct = value.producer !== undefined && !this.outputs.includes(value);
    const result = direct ? value : this.add("Identity", [value], value.shape);
    result.name = this.uniqueName(name);
    this.outputs.push(result);
  }

  /** Nodes of one operation, in order; safe to edit while iterating. */
  nodesOf(op: string, domain = ""): Node[] {
    return this.nodes.filter((node) => node.op === op && node.domain === domain);
  }

  /** How many node inputs and graph outputs read the value. */
  readerCount(value: Value): number {
    return value.readers.length + this.outputs.filter((output) => output === value).length;
  }

  /** Replace input `index` of a node (an index one past the end appends). */
  setInput(node: Node, index: number, value: Value): void {
    const old = node.inputs[index];
    if (old) removeOnce(old.readers, node);
    node.inputs[index] = value;
    value.readers.push(node);
  }

  /** Let all readers of `from`, graph outputs included, read `to`. An output keeps its public name. */
  replace(from: Value, to: Value): void {
    for (const reader of [...from.readers]) {
      for (const [i, input] of reader.inputs.entries()) {
        if (input === from) this.setInput(reader, i, to);
      }
    }
    for (const [i, output] of this.outputs.entries()) {
      if (output !== from) continue;
      const direct = to.producer !== undefined && !this.outputs.includes(to);
      const result = direct ? to : this.add("Identity", [to], to.shape);
      const name = from.name;
      from.name = this.uniqueName(`${name}:replaced`);
      result.name = name;
      this.outputs[i] = result;
    }
  }

  /** Remove a node whose outputs nobody reads. */
  remove(node: Node): void {
    for (const value of node.inputs) if (value) removeOnce(value.readers, node);
    const at = this.nodes.indexOf(node);
    if (at >= 0) this.nodes = this.nodes.toSpliced(at, 1);
  }

  /** Let the readers of a one-output node read `value` instead, and remove the node. */
  bypass(node: Node, value: Value): void {
    this.replace(node.outputs[0]!, value);
    this.remove(node);
  }

  /** Drop what no output needs and put the rest in topological order. Throws on a cycle. */
  prune(): void {
    const order: Node[] = [];
    const opened = new Set<Node>();
    const done = new Set<Node>();
    const stack = this.outputs.flatMap(({ producer }) => producer ?? []).reverse();
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      const depth = stack.length;
      if (!done.has(node)) for (const value of node.inputs) pushPending(stack, value, done);
      if (stack.length > depth) {
        if (opened.has(node))
          throw new Error(`graph ${this.name}: node ${node.name} lies on a cycle`);
        opened.add(node);
        continue;
      }
      stack.pop();
      if (!done.has(node)) order.push(node);
      done.add(node);
    }
    for (const node of this.nodes) {
      if (done.has(node)) continue;
      for (const value of node.inputs) if (value) removeOnce(value.readers, node);
    }
    this.nodes = order;
  }

  /** The constants that nodes read, each once. */
  constants(): Value[] {
    const found = new Set<Value>();
    for (const node of this.nodes) {
      for (const value of node.inputs) if (value?.data) found.add(value);
    }
    return [...found];
  }

  /** `name`, or `name_1`, `name_2` … where a value has it already. */
  uniqueName(name: string): string {
    return claim(this.#valueNames, name);
  }

  /** The same for nodes, whose names ONNX keeps apart from those of values. */
  uniqueNodeName(name: string): string {
    return claim(this.#nodeNames, name);
  }
}

function pushPending(stack: Node[], value: Value | undefined, done: ReadonlySet<Node>): void {
  if (value?.producer && !done.has(value.producer)) stack.push(value.producer);
}

function claim(taken: Map<string, number>, name: string): string {
  const count = taken.get(name);
  taken.set(name, (count ?? 0) + 1);
  return count === undefined ? name : claim(taken, `${name}_${count}`);
}

function removeOnce<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
