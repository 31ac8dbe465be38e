/** @file The graph in the bytes of an ONNX file. Malformed input ends in a UserError, never in a huge allocation. */
import { messageOf, UserError } from "#core/errors";
import { decodeTensor, dtypeOf } from "./decode-tensor.ts";
import {
  type Attributes,
  type AttributeValue,
  type Dim,
  type DType,
  floatAttributes,
  Graph,
  Node,
  unknownShape,
  Value,
} from "./graph.ts";
import { decode, type Message } from "./message.ts";
import {
  type attributeProto,
  attributeType,
  type graphProto,
  modelProto,
  type nodeProto,
  type valueInfoProto,
} from "./onnx-schema.ts";
import { outputDtype } from "./output-dtype.ts";

/**
 * The graph of an ONNX file with all its data inside. Values without type information get the
 * element type their operation implies and {@link unknownShape}. Throws a {@link UserError} where
 * the bytes are no ONNX model or use what wristill does not read (sub-graphs, external data, strings).
 */
export function decodeModel(bytes: Uint8Array): Graph {
  try {
    const model = decode(modelProto, bytes);
    if (!model.graph) throw new UserError("it has no graph");
    const graph = new Graph(model.graph.name ?? "");
    if (model.opsetImport) graph.opsets.clear();
    for (const { domain = "", version = 0 } of model.opsetImport ?? []) {
      graph.opsets.set(domain === "ai.onnx" ? "" : domain, Number(version));
    }
    for (const { key = "", value = "" } of model.metadataProps ?? [])
      graph.metadata.set(key, value);
    new GraphReader(graph, model.graph).read();
    return graph;
  } catch (error) {
    throw new UserError(
      `this ONNX model cannot be read: ${messageOf(error)}`,
      "check that the file is complete and was saved as one ONNX file with its weights inside",
      { cause: error },
    );
  }
}

type GraphMessage = Message<typeof graphProto>;

class GraphReader {
  readonly #graph: Graph;
  readonly #message: GraphMessage;
  readonly #values: Map<string, Value> = new Map();
  readonly #types: Map<string, ValueType>;

  constructor(graph: Graph, message: GraphMessage) {
    this.#graph = graph;
    this.#message = message;
    const described = [...(message.valueInfo ?? []), ...(message.output ?? [])];
    this.#types = new Map(described.map((info) => [info.name ?? "", typeOf(info)]));
  }

  read(): void {
    const { initializer = [], input = [], node = [], output = [] } = this.#message;
    for (const tensor of initializer) this.#define(decodeTensor(tensor));
    for (const info of input) {
      if (this.#values.has(info.name ?? "")) continue; // IR 3 lists initializers as inputs too
      const { dtype = "float32", shape } = typeOf(info);
      const value = this.#define(new Value(info.name ?? "", dtype, shape));
      this.#graph.inputs.push(value);
    }
    for (const message of node) this.#readNode(message);
    for (const { name = "" } of output) this.#graph.outputs.push(this.#resolve(name, "an output"));
  }

  #readNode(message: Message<typeof nodeProto>): void {
    const { opType = "", name = "", domain = "", input = [], output = [] } = message;
    const attributes = attributesOf(message);
    if (opType === "Constant" && domain === "" && attributes.value instanceof Value) {
      const { dtype, shape, data } = attributes.value;
      this.#define(new Value(output[0] ?? "", dtype, shape, data));
      return;
    }
    const inputs = input.map((it) => (it === "" ? undefined : this.#resolve(it, `node "${name}"`)));
    const standard = domain === "ai.onnx" ? "" : domain;
    const node = new Node(
      opType,
      inputs,
      attributes,
      standard,
      this.#graph.uniqueNodeName(name || opType.toLowerCase()),
    );
    for (const value of node.inputs) value?.readers.push(node);
    for (const [i, it] of output.entries()) this.#addOutput(node, it, i);
    this.#graph.nodes.push(node);
  }

  #addOutput(node: Node, name: string, index: number): void {
    const opset = this.#graph.opsets.get("") ?? 1;
    const { dtype = outputDtype(node, index, opset), shape } = this.#types.get(name) ?? unknownType;
    const unused = name === "";
    const value = new Value(unused ? this.#graph.uniqueName("unused") : name, dtype, shape);
    if (!unused) this.#define(value);
    value.producer = node;
    node.outputs.push(value);
  }

  #define(value: Value): Value {
    if (value.name === "" || this.#values.has(value.name)) {
      throw new UserError(`the value name "${value.name}" is empty or defined twice`);
    }
    this.#graph.uniqueName(value.name);
    this.#values.set(value.name, value);
    return value;
  }

  #resolve(name: string, reader: string): Value {
    const value = this.#values.get(name);
    if (!value) throw new UserError(`${reader} reads "${name}", which nothing before it defines`);
    return value;
  }
}

interface ValueType {
  readonly dtype: DType | undefined;
  readonly shape: readonly Dim[];
}

const unknownType: ValueType = { dtype: undefined, shape: unknownShape };

function typeOf({ name = "", type }: Message<typeof valueInfoProto>): ValueType {
  const tensor = type?.tensorType;
  if (!tensor) return unknownType;
  const shape = tensor.shape?.dim?.map(({ dimValue = -1, dimParam }, i) =>
    Number(dimValue) < 0 ? (dimParam ?? `${name}:${i}`) : Number(dimValue),
  );
  return {
    dtype: dtypeOf(Number(tensor.elemType)),
    shape: shape ?? (tensor.shape ? [] : unknownShape),
  };
}

function attributesOf({ name, attribute = [] }: Message<typeof nodeProto>): Attributes {
  return Object.fromEntries(
    attribute.map((it) => [it.name ?? "", attributeValue(it, `node "${name ?? ""}"`)]),
  );
}

function attributeValue(it: Message<typeof attributeProto>, where: string): AttributeValue {
  const { name = "" } = it;
  switch (Number(it.type)) {
    case attributeType.float:
      return floatAttributes.has(name) ? (it.f ?? 0) : { float: it.f ?? 0 };
    case attributeType.int:
      return floatAttributes.has(name) ? BigInt(it.i ?? 0) : (it.i ?? 0);
    case attributeType.string:
      return it.s ?? "";
    case attributeType.tensor:
      return decodeTensor(it.t ?? {});
    case attributeType.floats:
      return { floats: it.floats ?? [] };
    case attributeType.ints:
      return (it.ints ?? []) as readonly number[];
    case attributeType.strings:
      return it.strings ?? [];
    default:
      throw new UserError(`${where}: attribute "${name}" has type ${it.type}, which is not read`);
  }
}
