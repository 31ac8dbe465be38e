/** Forms that tf.js's CPU backend gets wrong or is too slow for, held to the same computed another way. */
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, test } from "vitest";
import { sizeOf } from "#core/signal";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { runGraph } from "#test/support/run-graph";
import { expectClose, randomArray } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await tf.setBackend("cpu");
});

type Run = (...xs: tf.Tensor[]) => tf.Tensor;

/** The recorded `run` and its gradients are those of `same`, computed by tf.js. */
async function expectForm(shapes: readonly number[][], run: Run, same: Run): Promise<void> {
  const graph = record({ name: "form", purpose: "training" }, (recorder) => {
    const inputs = shapes.map((shape, i) => recorder.input(`x${i}`, shape));
    recorder.output("y", run(...inputs));
    const gradients = tf.grads((...xs) => tf.sum(tf.square(run(...xs))))(inputs);
    for (const [i, d] of gradients.entries()) recorder.output(`d${i}`, d);
  });
  const data = shapes.map((shape, i) => randomArray(sizeOf(shape), 11 + i));
  const feeds = data.map((values, i) => [`x${i}`, { data: values, shape: shapes[i]! }]);
  const recorded = await runGraph(graph, Object.fromEntries(feeds));
  const inputs = data.map((values, i) => tf.tensor(values, shapes[i]!));
  const gradients = tf.grads((...xs) => tf.sum(tf.square(same(...xs))))(inputs);
  expectClose(recorded.y!.data as Float32Array, same(...inputs).dataSync());
  for (const [i, d] of gradients.entries()) {
    expectClose(recorded[`d${i}`]!.data as Float32Array, d.dataSync(), { absolute: 1e-4 });
  }
}

describe("tf.js's CPU backend computes another", () => {
  test("einsum with letters that are summed alone", async () => {
    await expectForm(
      [
        [2, 3, 4],
        [2, 5],
      ],
      (a, b) => tf.einsum("btc,bv->bc", a!, b!),
      (a, b) => tf.mul(tf.sum(a!, 1), tf.sum(b!, 1, true)),
    );
  });

  test("product of matrices whose batches broadcast both ways", async () => {
    await expectForm(
      [
        [2, 1, 3, 4],
        [1, 3, 4, 2],
      ],
      (a, b) => tf.matMul(a!, b!),
      (a, b) => tf.matMul(tf.tile(a!, [1, 3, 1, 1]), tf.tile(b!, [2, 1, 1, 1])),
    );
  });

  test("running sums and products along axis −1", async () => {
    await expectForm(
      [[3, 4]],
      (x) => tf.add(tf.cumsum(x!, -1), tf.cumprod(x!, -1)),
      (x) => tf.add(tf.cumsum(x!, 1), tf.cumprod(x!, 1)),
    );
  });

  test("running products through zeros", async () => {
    const holes = (x: tf.Tensor) => tf.mul(x, [1, 0, 1, 0]);
    const parts = (x: tf.Tensor) => tf.unstack(x, 1);
    await expectForm(
      [[2, 4]],
      (x) => tf.cumprod(holes(x!), 1),
      (x) => {
        const [a, b, c, d] = parts(holes(x!)) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const ab = tf.mul(a, b);
        const abc = tf.mul(ab, c);
        return tf.stack([a, ab, abc, tf.mul(abc, d)], 1);
      },
    );
  });
});

test("sums over so many segments that they are added row by row", async () => {
  const [rows, count] = [1500, 1000];
  const places = Int32Array.from({ length: rows }, (_, i) => ((i * 7) % (count + 20)) - 10);
  const ids = tf.tensor1d(places, "int32");
  await expectForm(
    [[rows, 2]],
    (x) => tf.unsortedSegmentSum(x!, ids, count),
    (x) => tf.matMul(tf.cast(tf.oneHot(ids, count), "float32"), x!, true),
  );
});

test("a condition on a trained value passes the gradient of what it chooses", async () => {
  await expectForm(
    [[3, 4]],
    (x) => tf.where(tf.logicalAnd(tf.greater(x!, -1), tf.less(x!, 1)), tf.square(x!), tf.abs(x!)),
    (x) => {
      const [inside, outside] = [tf.step(tf.sub(1, tf.abs(x!))), tf.step(tf.sub(tf.abs(x!), 1))];
      return tf.add(tf.mul(inside, tf.square(x!)), tf.mul(outside, tf.abs(x!)));
    },
  );
});
