/** @file A small network, and the same with more to do: what the harness must tell apart, and must not. */
import { networks } from "#benchmarks/train/networks";
import { exportPasses } from "#export/passes/index";
import { Graph } from "#graph/graph";
import { runPasses } from "#graph/pass";
import { encodeModel } from "#graph/protobuf";
import { recordInference } from "#record/inference";

/** Takes and gives what the student does, and computes nothing: six numbers of the window. */
export function silentFile(): Uint8Array {
  const graph = new Graph("silent");
  const x = graph.input("imu", "float32", ["batch", 128, 9]);
  const constants = [
    [0n, 0n],
    [1n, 6n],
    [1n, 2n],
  ].map((values) => graph.constant(BigInt64Array.from(values), [2], "int64"));
  graph.output("logits", graph.add("Slice", [x, ...constants], ["batch", 1, 6]));
  return encodeModel(graph);
}

/** Windows of the student: 128 steps of 9 channels. */
const windowSize = 128 * 9;

/**
 * The student of 8 758 parameters as a file, `extra` columns of a matrix product beside it: the window times matrices of
 * zeros, added to the logits. The answer stays; the time grows by as little as one likes.
 */
export function studentFile(extra = 0): Uint8Array {
  const { task, build } = networks.student;
  const graph = recordInference(build(task));
  runPasses(graph, exportPasses());
  if (extra > 0) {
    const [x] = graph.inputs;
    const logits = graph.outputs.shift()!;
    const batch = x!.shape[0]!;
    const flat = graph.add("Flatten", [x!], [batch, windowSize]);
    const zeros = graph.constant(new Float32Array(windowSize * extra), [windowSize, extra]);
    const product = graph.add("MatMul", [flat, zeros], [batch, extra]);
    const column = graph.constant(new Float32Array(extra), [extra, 1]);
    const sum = graph.add("MatMul", [product, column], [batch, 1]);
    graph.output("slowed", graph.add("Add", [logits, sum], logits.shape));
  }
  return encodeModel(graph);
}
