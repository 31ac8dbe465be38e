/** @file The nodes of a TensorFlow graph, and its constants. */
import type { Weight } from "#export/formats/tfjs/model-files";
import { type Attribute, sizesOf, type } from "./attributes.ts";

/** What a node's output is called. */
export type NodeName = string;

interface GraphNode {
  readonly name: NodeName;
  readonly op: string;
  readonly input?: readonly NodeName[];
  readonly attr: Readonly<Record<string, Attribute>>;
}

/** The attribute that tells the type of an operator's whole numbers. */
const indexTypes: Readonly<Record<string, string>> = {
  ConcatV2: "Tidx",
  Max: "Tidx",
  Mean: "Tidx",
  PadV2: "Tpaddings",
  Reshape: "Tshape",
  Slice: "Index",
  Sum: "Tidx",
  Transpose: "Tperm",
};

export class Nodes {
  readonly list: GraphNode[] = [];
  readonly weights: Weight[] = [];
  readonly #names: Set<string> = new Set();
  readonly #constants: Map<string, NodeName> = new Map();

  /** An operator of float32. */
  add(
    op: string,
    name: string,
    inputs: readonly NodeName[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): NodeName {
    const index = indexTypes[op];
    const attr = {
      T: type("DT_FLOAT"),
      ...(index && { [index]: type("DT_INT32") }),
      ...attributes,
    };
    return this.#push(op, name, attr, inputs);
  }

  placeholder(name: string, shape: Attribute): NodeName {
    return this.#push("Placeholder", name, { dtype: type("DT_FLOAT"), shape: { shape } });
  }

  /** Equal constants are kept once. */
  constant(name: string, shape: readonly number[], data: Float32Array | Int32Array): NodeName {
    const dtype = data instanceof Int32Array ? "DT_INT32" : "DT_FLOAT";
    const key = `${dtype} ${shape} ${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64")}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const tensor = { dtype, tensorShape: sizesOf(shape) }; // viewers look for it; the numbers are a weight
    const node = this.#push("Const", name, { dtype: type(dtype), value: { tensor } });
    this.weights.push({ name: node, shape, data });
    this.#constants.set(key, node);
    return node;
  }

  integers(name: string, values: readonly number[]): NodeName {
    return this.constant(name, [values.length], Int32Array.from(values));
  }

  #push(
    op: string,
    wanted: string,
    attr: Readonly<Record<string, Attribute>>,
    input: readonly NodeName[] = [],
  ): NodeName {
    const name = this.#unique(wanted);
    this.list.push({ name, op, ...(input.length > 0 && { input }), attr });
    return name;
  }

  /** With the letters that TensorFlow takes. */
  #unique(wanted: string): string {
    const stem = wanted.replaceAll(/[^A-Za-z0-9_./-]/g, "_").replace(/^[^A-Za-z0-9.]/, "n$&");
    let name = stem;
    for (let i = 1; this.#names.has(name); i++) name = `${stem}_${i}`;
    this.#names.add(name);
    return name;
  }
}
