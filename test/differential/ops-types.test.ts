/** Whole numbers and conditions: what tf.js computes with int32 and bool tensors, the recorded graph does too. */
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { createOrtNodeSession } from "#runtime/ort-node";
import { createOrtWebSession } from "#runtime/ort-web";
import { runGraph } from "#test/support/run-graph";

beforeAll(async () => {
  quietTf();
  await tf.setBackend("cpu");
});

const shape = [2, 4] as const;
const left = Float32Array.of(-3, -2, -1, 0, 1, 2, 3, 4);
const right = Float32Array.of(2, -2, 3, 5, 1, -4, 2, 3);

type Run = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Of int32 [2, 4]. */
const whole: Readonly<Record<string, Run>> = {
  abs: (a) => tf.abs(a),
  add: tf.add,
  argMax: (a) => tf.argMax(a, 1),
  clipByValue: (a) => tf.clipByValue(a, -1, 2),
  concat: (a, b) => tf.concat([a, b], 1),
  cumprod: (a) => tf.cumprod(a, 1),
  cumsum: (a) => tf.cumsum(a, 1),
  div: tf.div,
  equal: tf.equal,
  floorDiv: tf.floorDiv,
  gather: (a) => tf.gather(a, tf.tensor1d([1, 0], "int32")),
  greater: tf.greater,
  less: tf.less,
  max: (a) => tf.max(a, 1),
  maximum: tf.maximum,
  mean: (a) => tf.mean(a, 1),
  min: (a) => tf.min(a),
  mirrorPad: (a) =>
    tf.mirrorPad(
      a,
      [
        [0, 0],
        [2, 1],
      ],
      "reflect",
    ),
  mod: tf.mod,
  mul: tf.mul,
  neg: (a) => tf.neg(a),
  oneHot: (a) => tf.oneHot(tf.abs(a) as tf.Tensor2D, 5),
  onesLike: (a) => tf.onesLike(a),
  pad: (a) =>
    tf.pad(
      a,
      [
        [1, 0],
        [0, 2],
      ],
      7,
    ),
  prod: (a) => tf.prod(a, 1),
  relu: (a) => tf.relu(a),
  reverse: (a) => tf.reverse(a, 1),
  scatterND: (a) => tf.scatterND(tf.tensor2d([[2], [2]], [2, 1], "int32"), a, [3, 4]),
  sign: (a) => tf.sign(a),
  slice: (a) => tf.slice(a, [0, 1], [2, 2]),
  square: (a) => tf.square(a),
  squaredDifference: tf.squaredDifference,
  sub: tf.sub,
  sum: (a) => tf.sum(a, 0),
  tile: (a) => tf.tile(a, [2, 1]),
  topk: (a) => tf.topk(a, 2).values,
  unsortedSegmentSum: (a) => tf.unsortedSegmentSum(a, tf.tensor1d([1, 1], "int32"), 2),
  where: (a, b) => tf.where(tf.greater(a, b), a, b),
};

/** Of bool [2, 4]. */
const conditions: Readonly<Record<string, Run>> = {
  all: (a) => tf.all(a, 1),
  any: (a) => tf.any(a, 0),
  concat: (a, b) => tf.concat([a, b], 0),
  equal: tf.equal,
  expand: (a) => tf.broadcastTo(tf.slice(a, [0, 0], [1, 4]), [3, 4]),
  gather: (a) => tf.gather(a, tf.tensor1d([3, 0], "int32"), 1),
  logicalNot: (a) => tf.logicalNot(a),
  logicalXor: tf.logicalXor,
  mean: (a) => tf.mean(tf.cast(a, "float32"), 1),
  notEqual: tf.notEqual,
  reshape: (a) => tf.reshape(a, [4, 2]),
  reverse: (a) => tf.reverse(a, 1),
  stack: (a, b) => tf.stack([a, b], 1),
  sum: (a) => tf.sum(a, 1),
  tile: (a) => tf.tile(a, [1, 2]),
  transpose: (a) => tf.transpose(a),
  where: (a, b) => tf.where(a, b, tf.logicalNot(b)),
};

async function expectSame(run: Run, from: (x: tf.Tensor) => tf.Tensor): Promise<void> {
  const asked: Run = (a, b) => tf.cast(run(from(a), from(b)), "float32");
  const tensors = [left, right].map((data) => tf.tensor(data, [...shape]));
  const expected = asked(tensors[0]!, tensors[1]!);
  for (const purpose of ["inference", "training"] as const) {
    const graph = record({ name: "types", purpose }, (recorder) => {
      recorder.output("y", asked(recorder.input("a", shape), recorder.input("b", shape)));
    });
    for (const create of [createOrtNodeSession, createOrtWebSession]) {
      const feeds = { a: { data: left, shape }, b: { data: right, shape } };
      const read = graph.inputs.map(({ name }) => name);
      const used = Object.entries(feeds).filter(([name]) => read.includes(name));
      const { y } = await runGraph(graph, Object.fromEntries(used), create);
      expect(y!.shape).toEqual(expected.shape);
      expect([...(y!.data as Float32Array)]).toEqual([...expected.dataSync()]);
    }
  }
}

test.each(Object.entries(whole))("int32: %s", (_name, run) =>
  expectSame(run, (x) => tf.cast(x, "int32")),
);

test.each(Object.entries(conditions))("bool: %s", (_name, run) =>
  expectSame(run, (x) => tf.greater(x, 0)),
);
