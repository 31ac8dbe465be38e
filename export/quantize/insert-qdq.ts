/**
 * before:  x ─ Conv(W, b) ─ Relu ─ y
 * after:   x ─ Q ─ DQ ─ Conv(DQ(W), DQ(b)) ─ Relu ─ Q ─ DQ ─ y       Q: QuantizeLinear, DQ: DequantizeLinear
 */
import type { Graph, Node, Value } from "#graph/graph";
import { activationParams, type QuantParams, quantizeBias, quantizeWeight } from "./params.ts";
import { isMover, type Kept, quantizedLayers, quantizedValues } from "./plan.ts";
import type { Range } from "./range.ts";
import type { ActivationType } from "./scheme.ts";
import { layoutOf, outputAxis } from "./weights.ts";

/** What became of one tensor. */
export interface QuantizedTensor extends QuantParams, Range {
  readonly name: string;
}

/** Turn a clean float graph into its QDQ form, in place. `ranges` has every value of {@link quantizedValues}. */
export function insertQdq(
  graph: Graph,
  ranges: ReadonlyMap<string, Range>,
  weightBits: 7 | 8,
  keep?: Kept,
  activations: ActivationType = "uint8",
): readonly QuantizedTensor[] {
  const marked = quantizedValues(graph, keep);
  const layers = new Set(quantizedLayers(graph, keep));
  const inserter = new Inserter(graph, weightBits, activations);
  const tensors: QuantizedTensor[] = [];
  const quantize = (value: Value) => {
    if (!marked.has(value)) return;
    const { name } = value;
    const params = activationParams(ranges.get(name)!);
    inserter.insert(value, params);
    const zeroPoint = params.zeroPoint - firstStep[activations];
    tensors.push({ name, ...ranges.get(name)!, ...params, zeroPoint });
  };
  for (const value of [...graph.inputs]) quantize(value);
  for (const node of [...graph.nodes]) {
    if (layers.has(node)) inserter.quantizeConstants(node);
    else if (isMover(node)) inserter.moveQuantized(node);
    quantize(node.outputs[0]!);
  }
  return tensors;
}

/** What uint8 counts from 0, int8 counts from −128: one grid, and the same answers. */
const firstStep = { uint8: 0, int8: 128 } as const;

class Inserter {
  readonly #graph: Graph;
  readonly #activations: ActivationType;
  readonly #weightBits: 7 | 8;
  readonly #params: Map<Value, QuantParams> = new Map();
  readonly #scalars: Map<string, Value> = new Map();

  constructor(graph: Graph, weightBits: 7 | 8, activations: ActivationType) {
    this.#graph = graph;
    this.#activations = activations;
    this.#weightBits = weightBits;
  }

  /** Let all readers of the value see it through 8 bits. */
  insert(value: Value, params: QuantParams): void {
    const constants = [this.#scale(params.scale), this.#zeroPoint(params.zeroPoint)];
    const integer = this.#graph.add("QuantizeLinear", [value, ...constants], value.shape, {
      dtype: this.#activations,
    });
    const real = this.#dequantize(integer, constants, params);
    this.#graph.replace(value, real);
    this.#graph.setInput(integer.producer!, 0, value);
  }

  /** before: u ─ DQ ─ MaxPool ─ y        after: u ─ MaxPool ─ DQ ─ y */
  moveQuantized(node: Node): void {
    const [real] = node.inputs as [Value];
    const params = this.#params.get(real);
    if (!params) return;
    const [integer, ...constants] = real.producer!.inputs as Value[];
    const { attributes, outputs, name } = node;
    const inputs = [integer, ...node.inputs.slice(1)];
    const shape = outputs[0]!.shape;
    const dtype = this.#activations;
    const moved = this.#graph.add(node.op, inputs, shape, { attributes, dtype });
    this.#graph.bypass(node, this.#dequantize(moved, constants, params));
    moved.producer!.name = name;
  }

  quantizeConstants(node: Node): void {
    const [x, weight, bias] = node.inputs as [Value, Value, Value?];
    const params = this.#params.get(x)!;
    const layout = layoutOf(node);
    const biasData = bias?.data as Float32Array | undefined;
    const weightData = weight.data as Float32Array;
    const w = quantizeWeight(weightData, layout, biasData, params.scale, this.#weightBits);
    this.#setConstant(node, 1, w, { dtype: "int8", axis: outputAxis(node) });
    if (!biasData) return;
    const b = quantizeBias(biasData, params.scale, w.scales);
    this.#setConstant(node, 2, b, { dtype: "int32", axis: 0 });
  }

  #setConstant(
    node: Node,
    index: number,
    { data, scales }: { readonly data: Int8Array | Int32Array; readonly scales: Float32Array },
    { dtype, axis }: { readonly dtype: "int8" | "int32"; readonly axis: number },
  ): void {
    const graph = this.#graph;
    const old = node.inputs[index]!;
    const shape = old.shape as readonly number[];
    const integer = graph.constant(data, shape, dtype, old.name);
    const scale = graph.constant(scales, [scales.length], "float32", `${old.name}_scale`);
    const options = { attributes: { axis }, dtype: "float32" } as const;
    graph.setInput(node, index, graph.add("DequantizeLinear", [integer, scale], shape, options));
  }

  #dequantize(integer: Value, constants: readonly Value[], params: QuantParams): Value {
    const real = this.#graph.add("DequantizeLinear", [integer, ...constants], integer.shape, {
      dtype: "float32",
    });
    this.#params.set(real, params);
    return real;
  }

  #scale(value: number): Value {
    return this.#shared(`scale ${value}`, () =>
      this.#graph.constant(Float32Array.of(value), [], "float32", "scale"),
    );
  }

  #zeroPoint(value: number): Value {
    const dtype = this.#activations;
    const zero = value - firstStep[dtype];
    const data = dtype === "int8" ? Int8Array.of(zero) : Uint8Array.of(zero);
    return this.#shared(`zero ${value}`, () => this.#graph.constant(data, [], dtype, "zero_point"));
  }

  #shared(key: string, create: () => Value): Value {
    const value = this.#scalars.get(key) ?? create();
    this.#scalars.set(key, value);
    return value;
  }
}
