import { setBackend, type Tensor, tensor } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { GroupNormalization } from "#record/layers/group-normalization";
import { InstanceNormalization } from "#record/layers/instance-normalization";
import { quietTf } from "#record/quiet";
import { expectClose, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const x = () => randomTensor([2, 30, 4], 1);

test("a group of channels of one sample has mean 0 and variance 1", () => {
  const y = new GroupNormalization({ groups: 2 }).apply(x()) as Tensor;
  const groups = y.reshape([2, 30, 2, 2]);
  expectClose(groups.mean([1, 3]).dataSync(), [0, 0, 0, 0]);
  expectClose(groups.square().mean([1, 3]).dataSync(), [1, 1, 1, 1], { absolute: 1e-3 });
});

test("as many groups as channels are instance normalisation", () => {
  const groups = new GroupNormalization({ groups: 4 }).apply(x()) as Tensor;
  const instance = new InstanceNormalization({}).apply(x()) as Tensor;
  expectClose(groups.dataSync(), instance.dataSync());
});

test("scale and shift go by channel", () => {
  for (const layer of [new GroupNormalization({ groups: 2 }), new InstanceNormalization({})]) {
    const plain = layer.apply(x()) as Tensor;
    layer.setWeights([tensor([1, 2, 3, 4]), tensor([0, 1, 0, -1])]);
    const expected = plain.mul(tensor([1, 2, 3, 4])).add(tensor([0, 1, 0, -1]));
    expectClose((layer.apply(x()) as Tensor).dataSync(), expected.dataSync());
  }
});

test("groups that do not divide are refused", () => {
  const layer = new GroupNormalization({ name: "g", groups: 3 });
  expect(() => layer.apply(x())).toThrow("g: expected groups that divide the channels");
});
