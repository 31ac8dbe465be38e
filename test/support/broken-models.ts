/** @file One sound ONNX model, and many that are broken in one way each. */
import { Graph } from "#graph/graph";
import { decode, encode, type Message } from "#graph/message";
import { attributeType, modelProto } from "#graph/onnx-schema";
import { encodeModel } from "#graph/protobuf";

type Model = Message<typeof modelProto>;
type GraphPart = NonNullable<Model["graph"]>;
type NodePart = NonNullable<GraphPart["node"]>[number];

/** x [batch, 4, 1, 8] → convolution → pool → dense layer → classes. */
export function soundModel(): Uint8Array {
  const graph = new Graph("sound");
  const x = graph.input("x", "float32", ["batch", 4, 1, 8]);
  const weight = graph.constant(new Float32Array(6 * 4 * 3), [6, 4, 1, 3], "float32", "w");
  const attributes = { kernel_shape: [1, 3], pads: [0, 1, 0, 1] };
  const y = graph.add("Conv", [x, weight], ["batch", 6, 1, 8], { attributes, name: "conv" });
  const active = graph.add("Relu", [y], y.shape, { name: "relu" });
  const window = { kernel_shape: [1, 2], strides: [1, 2] };
  const pooled = graph.add("MaxPool", [active], ["batch", 6, 1, 4], {
    attributes: window,
    name: "pool",
  });
  const target = graph.constant(BigInt64Array.of(-1n, 24n), [2], "int64", "target");
  const row = graph.add("Reshape", [pooled, target], ["batch", 24], { name: "row" });
  const dense = graph.constant(new Float32Array(72), [24, 3], "float32", "dense");
  const logits = graph.add("Gemm", [row, dense], ["batch", 3], { name: "logits" });
  graph.output("y", graph.add("Softmax", [logits], ["batch", 3], { attributes: { axis: 1 } }));
  return encodeModel(graph, { valueInfo: true });
}

/** The sound model with a change to its messages. */
function changed(change: (model: Model) => Model): Uint8Array {
  return encode(modelProto, change(decode(modelProto, soundModel())));
}

function inGraph(change: (graph: GraphPart) => Partial<GraphPart>) {
  return changed((model) => ({ ...model, graph: { ...model.graph, ...change(model.graph!) } }));
}

function inNode(name: string, change: (node: NodePart) => Partial<NodePart>) {
  return inGraph(({ node = [] }) => ({
    node: node.map((each) => (each.name === name ? { ...each, ...change(each) } : each)),
  }));
}

const ints = (name: string, values: readonly number[]) => ({
  name,
  type: attributeType.ints,
  ints: values,
});
const int = (name: string, value: number) => ({ name, type: attributeType.int, i: value });

function withAttribute(node: string, attribute: ReturnType<typeof ints> | ReturnType<typeof int>) {
  return inNode(node, ({ attribute: old = [] }) => ({
    attribute: [...old.filter(({ name }) => name !== attribute.name), attribute],
  }));
}

const external = (location: string) =>
  inGraph(({ initializer = [] }) => ({
    initializer: initializer.map((tensor) =>
      tensor.name === "w"
        ? {
            ...tensor,
            rawData: undefined,
            dataLocation: 1,
            externalData: [{ key: "location", value: location }],
          }
        : tensor,
    ),
  }));

/** By what is wrong; the second is a word of our complaint. */
export const brokenModels: readonly (readonly [string, RegExp, () => Uint8Array])[] = [
  ["no format version", /format version/, () => changed((it) => ({ ...it, irVersion: undefined }))],
  [
    "constants that are no inputs, in the first format",
    /"w" is no input/,
    () => changed((it) => ({ ...it, irVersion: 3 })),
  ],
  ["no operator set", /no operator set/, () => changed((it) => ({ ...it, opsetImport: [] }))],
  [
    "an operator set of another domain only",
    /no operator set of domain ""/,
    () => changed((it) => ({ ...it, opsetImport: [{ domain: "mine", version: 1 }] })),
  ],
  [
    "metadata twice",
    /"a" twice/,
    () =>
      changed((it) => ({
        ...it,
        metadataProps: [
          { key: "a", value: "1" },
          { key: "a", value: "2" },
        ],
      })),
  ],
  ["no graph", /no graph/, () => changed((it) => ({ ...it, graph: undefined }))],
  ["no graph name", /graph has no name/, () => inGraph(() => ({ name: undefined }))],
  [
    "nodes out of order",
    /nothing before/,
    () => inGraph((it) => ({ node: it.node!.toReversed() })),
  ],
  [
    "a cycle",
    /nothing before/,
    () => inNode("conv", ({ input = [] }) => ({ input: ["pool:out", ...input.slice(1)] })),
  ],
  [
    "an input that nothing defines",
    /nothing before/,
    () => inNode("relu", () => ({ input: ["z"] })),
  ],
  [
    "a name defined twice",
    /defined twice/,
    () => inNode("relu", () => ({ output: ["conv:out"], input: ["conv:out"] })),
  ],
  ["an unknown operator", /no such operator/, () => inNode("relu", () => ({ opType: "Relv" }))],
  ["an operator of a later set", /came with 20/, () => inNode("relu", () => ({ opType: "Gelu" }))],
  [
    "an operator of a domain without a set",
    /domain "mine"/,
    () => inNode("relu", () => ({ domain: "mine" })),
  ],
  ["too few inputs", /1 inputs and needs 2/, () => inNode("conv", () => ({ input: ["x"] }))],
  [
    "too many inputs",
    /2 inputs and takes 1/,
    () => inNode("relu", () => ({ input: ["conv:out", "conv:out"] })),
  ],
  [
    "too many outputs",
    /2 outputs and gives 1/,
    () => inNode("relu", () => ({ output: ["relu:out", "more"] })),
  ],
  ["an unknown attribute", /attribute "axes"/, () => withAttribute("pool", int("axes", 1))],
  [
    "an attribute of another type",
    /must be INTS/,
    () => withAttribute("pool", int("kernel_shape", 2)),
  ],
  [
    "a missing attribute",
    /"kernel_shape" is missing/,
    () => inNode("pool", () => ({ attribute: [] })),
  ],
  [
    "integers for a convolution",
    /input 1 is int8/,
    () =>
      inGraph(({ initializer = [] }) => ({
        initializer: initializer.map((tensor) =>
          tensor.name === "w" ? { ...tensor, dataType: 3, rawData: new Uint8Array(72) } : tensor,
        ),
      })),
  ],
  [
    "an output of another type",
    /must be one type/,
    () =>
      inGraph(({ valueInfo = [] }) => ({
        valueInfo: valueInfo.map((info) =>
          info.name === "relu:out"
            ? { ...info, type: { tensorType: { ...info.type!.tensorType, elemType: 11 } } }
            : info,
        ),
      })),
  ],
  [
    "an output of another size",
    /its output must be \[/,
    () =>
      inGraph(({ valueInfo = [] }) => ({
        valueInfo: valueInfo.map((info) =>
          info.name === "relu:out"
            ? { ...info, type: { tensorType: { elemType: 1, shape: shapeOf(6, 1, 9) } } }
            : info,
        ),
      })),
  ],
  [
    "weights that read other channels",
    /does not read 4 channels/,
    () => inGraph((it) => ({ initializer: resized(it, "w", [6, 2, 1, 3]) })),
  ],
  [
    "a dense layer of another size",
    /inner sizes differ/,
    () => inGraph((it) => ({ initializer: resized(it, "dense", [12, 3]) })),
  ],
  [
    "fewer elements than the shape",
    /has 72 elements/,
    () =>
      inGraph(({ initializer = [] }) => ({
        initializer: initializer.map((tensor) =>
          tensor.name === "w" ? { ...tensor, dims: [6, 4, 1, 4] } : tensor,
        ),
      })),
  ],
  [
    "a kernel of another size",
    /kernel_shape/,
    () => withAttribute("conv", ints("kernel_shape", [1, 5])),
  ],
  ["half the pads", /pads/, () => withAttribute("conv", ints("pads", [0, 1]))],
  [
    "a window that is too wide",
    /wider than/,
    () => withAttribute("pool", ints("kernel_shape", [1, 9])),
  ],
  ["an axis outside", /outside of 2 axes/, () => withAttribute("softmax", int("axis", 2))],
  [
    "a reshape with two sizes left open",
    /only one size may be -1/,
    () =>
      inGraph(({ initializer = [] }) => ({
        initializer: initializer.map((tensor) =>
          tensor.name === "target"
            ? { ...tensor, rawData: new Uint8Array(BigInt64Array.of(-1n, -1n).buffer) }
            : tensor,
        ),
      })),
  ],
  [
    "weights outside of the folder",
    /another file, ".*passwd"/,
    () => external("../../../etc/passwd"),
  ],
  ["weights at an absolute place", /another file, ".*passwd"/, () => external("/etc/passwd")],
];

function shapeOf(...sizes: readonly number[]) {
  return { dim: [{ dimParam: "batch" }, ...sizes.map((dimValue) => ({ dimValue }))] };
}

function resized({ initializer = [] }: GraphPart, name: string, dims: readonly number[]) {
  const bytes = 4 * dims.reduce((size, n) => size * n, 1);
  return initializer.map((tensor) =>
    tensor.name === name ? { ...tensor, dims, rawData: new Uint8Array(bytes) } : tensor,
  );
}
