/** @file What every graph must satisfy, whoever built or rewrote it. */
import { CheckedOperations } from "./checked-operations.ts";
import {
  type DType,
  type Graph,
  type Node,
  type TensorData,
  unknownShape,
  type Value,
} from "./graph.ts";

/**
 * Throws an `Error` that names the node or value where the graph is wrong: order, names, links between
 * producers and readers, constants whose data do not fit their shape, types and shapes of the operations in use.
 *
 * @param checked Operations that need no second look, where a graph is verified again and again.
 */
export function verifyGraph(graph: Graph, checked = new CheckedOperations()): void {
  verifyStructure(graph);
  for (const node of graph.nodes) checked.check(node);
}

/** The same without a look at what the operations are. */
export function verifyStructure(graph: Graph): void {
  const fail = (message: string): never => {
    throw new Error(`graph ${graph.name}: ${message}`);
  };
  const known = new Map<string, Value>();
  const define = (value: Value) => {
    if (value.name === "") fail("a value has no name");
    const other = known.get(value.name);
    if (other !== undefined && other !== value) fail(`two values are named ${value.name}`);
    known.set(value.name, value);
  };
  for (const value of graph.inputs) define(value);
  for (const constant of graph.constants()) {
    define(constant);
    checkConstant(constant, fail);
  }
  const names = new Set<string>();
  for (const node of graph.nodes) {
    if (names.has(node.name)) fail(`two nodes are named ${node.name}`);
    names.add(node.name);
    for (const value of node.inputs) {
      if (value && known.get(value.name) !== value) {
        fail(`node ${node.name} (${node.op}) reads ${value.name} before anything defines it`);
      }
    }
    checkLinks(node, fail);
    for (const value of node.outputs) define(value);
  }
  for (const output of graph.outputs) {
    if (known.get(output.name) !== output) fail(`output ${output.name} is not computed`);
  }
}

type Fail = (message: string) => never;

function checkLinks(node: Node, fail: Fail): void {
  for (const value of node.inputs) {
    if (!value) continue;
    const reads = count(node.inputs, value);
    const listed = count(value.readers, node);
    if (reads !== listed) {
      fail(`node ${node.name} reads ${value.name} ${reads} times, which lists it ${listed} times`);
    }
  }
  for (const value of node.outputs) {
    if (value.producer !== node) fail(`${value.name} does not know its producer ${node.name}`);
  }
}

function count<T>(list: readonly T[], item: T): number {
  let found = 0;
  for (const each of list) if (each === item) found++;
  return found;
}

const elementTypes: Readonly<Record<DType, (data: TensorData) => boolean>> = {
  float32: (data) => data instanceof Float32Array,
  float64: (data) => data instanceof Float64Array,
  float16: (data) => data instanceof Uint16Array,
  int8: (data) => data instanceof Int8Array,
  uint8: (data) => data instanceof Uint8Array,
  bool: (data) => data instanceof Uint8Array,
  int32: (data) => data instanceof Int32Array,
  int64: (data) => data instanceof BigInt64Array,
};

function checkConstant({ name, dtype, shape, data }: Value, fail: Fail): void {
  if (shape === unknownShape || shape.some((size) => typeof size === "string")) {
    fail(`constant ${name} has the symbolic shape [${shape}]`);
  }
  const size = (shape as readonly number[]).reduce((product, n) => product * n, 1);
  if (size !== data?.length) {
    fail(`constant ${name} of shape [${shape}] holds ${data?.length} elements`);
  }
  if (!elementTypes[dtype](data!)) fail(`constant ${name} is no ${dtype} array`);
}
