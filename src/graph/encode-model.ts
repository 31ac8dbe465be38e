/** @file A graph as the bytes of an ONNX file. */
import {
  type AttributeValue,
  floatAttributes,
  type Graph,
  type Node,
  type TensorData,
  unknownShape,
  Value,
} from "./graph.ts";
import { encode, type Message } from "./message.ts";
import {
  type attributeProto,
  attributeType,
  dataType,
  modelProto,
  type nodeProto,
  type tensorProto,
  type valueInfoProto,
} from "./onnx-schema.ts";
import { irVersionOf } from "./opset/ir-version.ts";

export interface EncodeOptions {
  readonly producer?: string;
  readonly producerVersion?: string;
  /** Versions of further operator domains. "com.microsoft" is added, as 1, where a node needs it. */
  readonly domains?: Readonly<Record<string, number>>;
  /** Write type and shape of every inner value (for readers without shape inference). */
  readonly valueInfo?: boolean;
}

export const encodeDefaults = {
  producer: "wristill",
  valueInfo: false,
} as const satisfies EncodeOptions;

/** The graph as an ONNX file: nodes in their order, constants as initializers with raw little-endian data, shapes and positions as varints. */
export function encodeModel(graph: Graph, options: EncodeOptions = {}): Uint8Array {
  const { producer, producerVersion, valueInfo } = { ...encodeDefaults, ...options };
  return encode(modelProto, {
    irVersion: irVersionOf(graph.opsets.get("") ?? 1),
    producerName: producer,
    producerVersion,
    opsetImport: opsetsOf(graph, options),
    metadataProps: [...graph.metadata].map(([key, value]) => ({ key, value })),
    graph: {
      name: graph.name,
      node: graph.nodes.map(nodeMessage),
      initializer: graph.constants().map((value) => tensorMessage(value, value.name)),
      input: graph.inputs.map(valueInfoMessage),
      output: graph.outputs.map(valueInfoMessage),
      valueInfo: valueInfo ? innerValues(graph).map(valueInfoMessage) : undefined,
    },
  });
}

function opsetsOf(graph: Graph, { domains }: EncodeOptions) {
  const versions = new Map([...graph.opsets, ...Object.entries(domains ?? {})]);
  for (const { domain } of graph.nodes) if (!versions.has(domain)) versions.set(domain, 1);
  return [...versions].map(([domain, version]) => ({ domain, version }));
}

function innerValues(graph: Graph): Value[] {
  return graph.nodes.flatMap((node) => node.outputs.filter((it) => !graph.outputs.includes(it)));
}

function nodeMessage(node: Node): Message<typeof nodeProto> {
  return {
    input: node.inputs.map((value) => value?.name ?? ""),
    output: node.outputs.map((value) => value.name),
    name: node.name === "" ? undefined : node.name,
    opType: node.op,
    attribute: Object.entries(node.attributes).map(([name, value]) =>
      attributeMessage(name, value),
    ),
    domain: node.domain === "" ? undefined : node.domain,
  };
}

function attributeMessage(name: string, value: AttributeValue): Message<typeof attributeProto> {
  if (typeof value === "string") return { name, type: attributeType.string, s: value };
  if (typeof value === "bigint") return { name, type: attributeType.int, i: value };
  if (typeof value === "number") {
    return floatAttributes.has(name)
      ? { name, type: attributeType.float, f: value }
      : { name, type: attributeType.int, i: value };
  }
  if (value instanceof Value) return { name, type: attributeType.tensor, t: tensorMessage(value) };
  if ("float" in value) return { name, type: attributeType.float, f: value.float };
  if ("floats" in value) return { name, type: attributeType.floats, floats: value.floats };
  if (typeof value[0] === "string") {
    return { name, type: attributeType.strings, strings: value as readonly string[] };
  }
  return { name, type: attributeType.ints, ints: value as readonly (number | bigint)[] };
}

function tensorMessage(value: Value, name?: string): Message<typeof tensorProto> {
  const data = value.data!;
  const isShort = data instanceof BigInt64Array && varintBytes(data) < data.byteLength;
  return {
    dims: value.shape as readonly number[],
    dataType: dataType[value.dtype],
    name,
    ...(isShort ? { int64Data: [...data] } : { rawData: bytesOf(data) }),
  };
}

/** Of a number in seven bits to a byte; one below 0 takes ten. */
function varintBytes(numbers: BigInt64Array): number {
  return numbers.reduce((sum, n) => sum + (n < 0n ? 10 : Math.ceil(n.toString(2).length / 7)), 0);
}

function valueInfoMessage({ name, dtype, shape }: Value): Message<typeof valueInfoProto> {
  const dim = shape.map((size) =>
    typeof size === "number" ? { dimValue: size } : { dimParam: size },
  );
  const known = shape === unknownShape ? {} : { shape: { dim } };
  return { name, type: { tensorType: { elemType: dataType[dtype], ...known } } };
}

/** A view of the elements' bytes (every platform that runs Node is little-endian, as ONNX wants). */
function bytesOf(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
