import { expect, test } from "vitest";
import { noiseFeeds } from "#benchmarks/feeds";
import { profileModel } from "#benchmarks/profile/profile-model";
import { Random } from "#core/random";
import { createOrtNodeSession } from "#runtime/ort-node";
import { meanModel } from "#test/support/mean-model";

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
