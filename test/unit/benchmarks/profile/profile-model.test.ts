import { expect, test } from "vitest";
import { noiseFeeds } from "#benchmarks/feeds";
import { profileModel, quietHalf } from "#benchmarks/profile/profile-model";
import { Random } from "#core/random";
import { createOrtNodeSession } from "#runtime/ort-node";
import { meanModel } from "#test/support/mean-model";

test("runs that were held up do not count, nor what happened in them", () => {
  const run = (ts: number, dur: number) => ({ cat: "Session", name: "model_run", ts, dur });
  const node = (ts: number) => ({ cat: "Node", name: "a_kernel_time", ts, dur: 1 });
  const slow = [run(0, 90), node(5), run(100, 900), node(500)];
  const quick = [run(2000, 10), node(2005), run(3000, 12), node(3001), run(4000, 11), node(4001)];
  expect(quietHalf([...slow, ...quick], 1)).toEqual([quick[0], quick[1], quick[4], quick[5]]);
});

test("a model's operators are seen once a run", async () => {
  const file = { name: "mean.onnx", bytes: meanModel(2000, 3) };
  const session = await createOrtNodeSession(file.bytes);
  const feeds = [noiseFeeds(session.inputs, new Random(1))];
  await session.release();
  const { byOperator, byNode, nodes, run } = await profileModel(file, feeds);
  expect(byOperator).toMatchObject([{ name: "ReduceMean", calls: 1 }]);
  expect(byNode[0]!.form).toBe("ReduceMean(1x2000x3) → 1x3");
  expect(nodes).toBeGreaterThan(0);
  expect(run).toBeGreaterThanOrEqual(nodes);
});
