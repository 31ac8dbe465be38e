import {
  add,
  grad,
  input,
  model,
  mul,
  type SymbolicTensor,
  setBackend,
  square,
  sum,
  type Tensor,
  tensor,
} from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { GradientReversal, reverseGradient } from "#record/layers/gradient-reversal";
import { stopGradient } from "#record/layers/stop-gradient";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const x = () => tensor([1, 2, 3]);

test("a stopped factor is a constant", () => {
  const dx = grad((v: Tensor) => sum(mul(v, stopGradient(square(v)))))(x());
  expect([...dx.dataSync()]).toEqual([1, 4, 9]);
});

test("nothing is computed backwards through it", () => {
  const nodes = (stop: (v: Tensor) => Tensor) =>
    record({ name: "stop", purpose: "training" }, (recorder) => {
      const v = recorder.input("x", [3]);
      recorder.output("dx", grad((w: Tensor) => sum(add(w, stop(square(square(w))))))(v));
    }).nodes.length;
  expect(nodes(stopGradient)).toBe(nodes(() => tensor([0, 0, 0])));
});

test("a reversed gradient is multiplied by −λ, the value stays", () => {
  const reversed = (v: Tensor) => reverseGradient(v, 0.5);
  expect([...reversed(x()).dataSync()]).toEqual([1, 2, 3]);
  expect([...grad((v: Tensor) => sum(square(reversed(v))))(x()).dataSync()]).toEqual([-1, -2, -3]);
});

test("λ may be a tensor", () => {
  const dx = grad((v: Tensor) => sum(reverseGradient(v, tensor(2))))(x());
  expect([...dx.dataSync()]).toEqual([-2, -2, -2]);
});

test("the layer does the same", () => {
  const a = input({ shape: [3] });
  const network = model({
    inputs: a,
    outputs: new GradientReversal({ strength: 3 }).apply(a) as SymbolicTensor,
  });
  const dx = grad((v: Tensor) => sum(network.apply(v) as Tensor))(tensor([[1, 2, 3]]));
  expect([...dx.dataSync()]).toEqual([-3, -3, -3]);
});
