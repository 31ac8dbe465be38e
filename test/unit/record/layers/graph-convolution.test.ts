import { setBackend, type Tensor, tensor } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { GraphConvolution } from "#record/layers/graph-convolution";
import { quietTf } from "#record/quiet";
import { expectClose, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const adjacency = [
  [
    [1, 0],
    [0, 1],
  ],
  [
    [0, 0.3],
    [0.7, 0],
  ],
];

test("each joint gathers from its neighbours, partition by partition", () => {
  const layer = new GraphConvolution({ filters: 3, adjacency, seed: 1 });
  const x = randomTensor([1, 2, 2, 2], 1); // [batch, time, joint, channel]
  layer.apply(x);
  layer.weights.at(-1)!.write(tensor([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]));
  const y = (layer.apply(x) as Tensor).arraySync() as number[][][][];
  const kernel = layer.weights[0]!.read().arraySync() as number[][]; // [partition·channel, filter]
  const input = x.arraySync() as number[][][][];
  const expected = [0, 1].map((time) =>
    [0, 1].map((to) =>
      [0, 1, 2].map((filter) => {
        let total = 0;
        for (const k of [0, 1])
          for (const from of [0, 1])
            for (const channel of [0, 1]) {
              const edge = adjacency[k]![from]![to]! * (1 + 4 * k + 2 * from + to);
              total += edge * input[0]![time]![from]![channel]! * kernel[2 * k + channel]![filter]!;
            }
        return total;
      }),
    ),
  );
  expectClose(y.flat(3), expected.flat(2));
});

test("matrices of another size than the joints are refused", () => {
  const layer = new GraphConvolution({ name: "bones", filters: 3, adjacency, seed: 1 });
  expect(() => layer.apply(randomTensor([1, 2, 5, 2], 1))).toThrow(
    "bones: expected adjacency of [partition, 5, 5]",
  );
});
