/** @file The roads to an op's answer: tf.js on its CPU backend, and the recorded graph in a runtime. */
import { cast, grads, mul, square, sum, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import type { Graph } from "#graph/graph";
import type { OpSample } from "#record/op";
import { type RecordOptions, record } from "#record/record";
import type { CreateSession } from "#runtime/session";
import { runGraph } from "./run-graph.ts";
import { randomArray } from "./tensors.ts";

/** The result `y` and the gradients `d0`, `d1`, … of a loss with respect to the arguments. */
export type Answers = Readonly<Record<string, ArrayLike<number>>>;

export type Loss = (y: Tensor) => Tensor;

/** A scalar that weighs every element differently. */
export const weighted: Loss = (y) =>
  sum(mul(cast(y, "float32"), tensor(randomArray(sizeOf(y.shape), 5), y.shape)));

/** A scalar whose constants do not depend on the shape. */
export const squared: Loss = (y) => sum(square(cast(y, "float32")));

export const isDifferentiable = ({ differentiable = true }: OpSample): boolean => differentiable;

/** Evenly spaced values in random order: no two are close, so finite differences meet no kink. */
export function argumentsOf({ shapes, range = [-2, 2] }: OpSample): Float32Array[] {
  return shapes.map((shape, i) => {
    const order = new Random(21 + i).permutation(sizeOf(shape));
    const [low, high] = range;
    return Float32Array.from(
      order,
      (p) => low + ((high - low) * (p + 0.3 + 0.17 * i)) / order.length,
    );
  });
}

/** What a loss of the sample is, by tf.js. */
export function eagerLoss(sample: OpSample, values: readonly Float32Array[]): number {
  return tidy(() => weighted(sample.run(...tensorsOf(sample, values))).dataSync()[0]!);
}

/** By tf.js. */
export function eagerAnswers(sample: OpSample, loss: Loss = weighted): Answers {
  return tidy(() => {
    const inputs = tensorsOf(sample, argumentsOf(sample));
    const y = cast(sample.run(...inputs), "float32").dataSync();
    const gradients = gradientsOf(sample, inputs, loss);
    return { y, ...Object.fromEntries(gradients.map((d, i) => [`d${i}`, d.dataSync()])) };
  });
}

/** A graph with the outputs `y` and, where it is for training and there are any, `d0`, `d1`, … */
export function sampleGraph(
  sample: OpSample,
  purpose: NonNullable<RecordOptions["purpose"]>,
  loss: Loss = weighted,
  batch: readonly number[] = [],
): Graph {
  return record({ name: "op", purpose }, (recorder) => {
    const inputs = sample.shapes.map((shape, i) =>
      recorder.input(`x${i}`, batch.includes(i) ? [null, ...shape.slice(1)] : shape),
    );
    recorder.output("y", cast(sample.run(...inputs), "float32"));
    if (purpose === "inference") return;
    for (const [i, d] of gradientsOf(sample, inputs, loss).entries()) recorder.output(`d${i}`, d);
  });
}

/** By the graph. */
export async function graphAnswers(
  sample: OpSample,
  graph: Graph,
  create: CreateSession,
): Promise<Answers> {
  const shapes = sample.shapes;
  const feeds = argumentsOf(sample).map((data, i) => [`x${i}`, { data, shape: shapes[i]! }]);
  const outputs = await runGraph(graph, Object.fromEntries(feeds), create);
  const floats = Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]);
  return Object.fromEntries(floats);
}

function tensorsOf({ shapes }: OpSample, values: readonly Float32Array[]): Tensor[] {
  return values.map((data, i) => tensor(data, [...shapes[i]!]));
}

function gradientsOf(sample: OpSample, inputs: readonly Tensor[], loss: Loss): Tensor[] {
  if (!isDifferentiable(sample) || inputs.length === 0) return [];
  return grads((...xs: Tensor[]) => loss(sample.run(...xs)))([...inputs]);
}
