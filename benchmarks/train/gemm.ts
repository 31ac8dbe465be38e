/** @file How fast the machine multiplies matrices: the physical limit of training. */
import { Random } from "#core/random";
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession } from "#runtime/ort-node";
import { type Contender, timeCalls } from "./contender.ts";

const size = 512;

/** Floating-point operations of one call. */
export const gemmFlops: number = 2 * size ** 3;

/** A product of two 512 × 512 matrices in onnxruntime; takes part in the rounds, so that the limit is that of the moment. */
export async function gemmContender(threads: number): Promise<Contender> {
  const graph = new Graph("gemm");
  const [a, b] = ["a", "b"].map((name) => graph.input(name, "float32", [size, size]));
  graph.output("y", graph.add("MatMul", [a!, b!], [size, size]));
  const session = await createOrtNodeSession(encodeModel(graph), { threads });
  const random = new Random(1);
  const matrix = () =>
    ({ dtype: "float32", shape: [size, size], data: random.normals(size * size) }) as const;
  const feeds = { a: matrix(), b: matrix() };
  return {
    name: "matrix product",
    run: (count) => timeCalls(count, () => session.run(feeds)),
    close: () => session.release(),
  };
}
