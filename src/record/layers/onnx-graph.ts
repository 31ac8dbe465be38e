/** @file An ONNX graph as a layer: its nodes become part of whatever is recorded. */
import { engine, getBackend, type Shape, type Tensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { Dim, Graph, Value } from "#graph/graph";
import { decodeModel } from "#graph/protobuf";
import { backendName } from "#record/backend";
import { batchPrime, type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { ConfiguredLayer, type LayerConfig } from "./configured-layer.ts";

const onnxGraphKernel = "WristillOnnxGraph";

export interface OnnxGraphConfig extends LayerConfig {
  /**
   * An ONNX file in base 64, with the shapes of all its values; sizes that go with the batch are called "batch" or
   * "2*batch".
   */
  readonly file: string;
}

/** Inputs and outputs are those of the graph, in its order. No weight is trained and no gradient passes. */
export class OnnxGraph extends ConfiguredLayer<OnnxGraphConfig> {
  static readonly className = "OnnxGraph";
  readonly #graph: Graph;

  constructor(config: OnnxGraphConfig) {
    super(config);
    this.#graph = decodeModel(Uint8Array.from(atob(config.file), (byte) => byte.charCodeAt(0)));
  }

  override call(inputs: Tensor | Tensor[]): Tensor[] {
    if (getBackend() !== backendName) {
      throw new UserError(
        `${this.name}: an ONNX graph runs inside recorded steps only`,
        "take the engine ort",
      );
    }
    const named = [inputs].flat().map((x, i) => [`x${i}`, x] as const);
    const attributes = { graph: this.#graph } as unknown as Record<string, never>;
    return engine().runKernel(onnxGraphKernel, Object.fromEntries(named), attributes) as Tensor[];
  }

  override computeOutputShape(): Shape[] {
    return this.#graph.outputs.map(({ shape }) =>
      shape.map((size) => (typeof size === "number" ? size : null)),
    );
  }
}

interface OnnxGraphAttributes {
  readonly graph: Graph;
}

/** Copies the nodes, with the batch of the inputs for the graph's own. */
export const onnxGraph: Op<OnnxGraphAttributes> = defineOp<OnnxGraphAttributes>({
  kernel: onnxGraphKernel,
  onnx: (emit, inputs, { graph }) => {
    const known = new Map<Value, Value>();
    for (const [i, input] of graph.inputs.entries()) known.set(input, inputs[`x${i}`]!);
    const batch = sizes(inputs.x0!)[0] ?? batchPrime;
    for (const [domain, version] of graph.opsets) {
      if (domain !== "") emit.graph.opsets.set(domain, version);
    }
    for (const node of graph.nodes) copyNode(emit, node, known, batch);
    return graph.outputs.map((output) => known.get(output)!);
  },
  samples: [],
});

/** Not through the emitter, which shares nodes of equal attributes and reads them as text. */
function copyNode(
  emit: Emitter,
  node: Graph["nodes"][number],
  known: Map<Value, Value>,
  batch: number,
): void {
  const inputs = node.inputs.map((value) => value && (known.get(value) ?? constantOf(emit, value)));
  const outputs = node.outputs.map(({ dtype, shape }) => ({
    dtype,
    shape: shape.map((size) => sizeOf(size, batch)),
  }));
  const { attributes, domain, op } = node;
  const name = `${emit.scope ?? "onnx"}/${node.name || op.toLowerCase()}`;
  const copy = emit.graph.addNode(op, inputs, outputs, { attributes, domain, name });
  for (const [i, output] of node.outputs.entries()) known.set(output, copy.outputs[i]!);
}

function constantOf(emit: Emitter, { data, shape, dtype }: Value): Value {
  return emit.constant(data!, shape as readonly number[], dtype);
}

function sizeOf(size: Dim, batch: number): number {
  if (typeof size === "number") return size;
  const [times, name] = size.includes("*") ? size.split("*") : ["1", size];
  if (name !== "batch") throw new UserError(`the size "${size}" does not go with the batch`);
  return Number(times) * batch;
}
