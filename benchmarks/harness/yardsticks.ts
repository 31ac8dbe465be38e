/** @file What every series is held against: a call that computes nothing, and arithmetic that does nothing else. */
import { emptyGraph } from "#benchmarks/empty-graph";
import { Random } from "#core/random";
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import type { JobSubject } from "./job.ts";

/** One `Identity`: what a call costs. */
export function emptySubject(): JobSubject {
  const x = { dtype: "float32", shape: [1], data: Float32Array.of(1) } as const;
  return { name: "empty graph", model: emptyGraph(), feeds: [{ x }] };
}

const size = 256;

/** Multiply-accumulate operations of one run of {@link productSubject}. */
export const productMacs: number = size ** 3;

/** A product of two square matrices that fit the cache: how fast this runtime multiplies, here and now. */
export function productSubject(): JobSubject {
  const graph = new Graph("product");
  const [a, b] = ["a", "b"].map((name) => graph.input(name, "float32", [size, size]));
  graph.output("y", graph.add("MatMul", [a!, b!], [size, size]));
  const random = new Random(1);
  const matrix = () =>
    ({ dtype: "float32", shape: [size, size], data: random.normals(size * size) }) as const;
  const feeds = [{ a: matrix(), b: matrix() }];
  return { name: "matrix product", model: encodeModel(graph), feeds, every: 4 };
}
