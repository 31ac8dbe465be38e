import { beforeAll, expect, test } from "vitest";
import type { NetworkEntry } from "#core/network";
import { quietTf } from "#record/quiet";
import { deepConvNet } from "#teachers/deep-conv-net";
import { fuse } from "#teachers/fuse";
import { resnet181d } from "#teachers/resnet18-1d";
import { skelTcn } from "#teachers/skel-tcn";
import { stgcn } from "#teachers/stgcn";
import { tasked } from "#teachers/tasked";
import { transformer } from "#teachers/transformer";
import { wrn1d } from "#teachers/wrn1d";

beforeAll(quietTf);

const acc = { modality: "acc", length: 16, channels: 3 };
const skeleton = { modality: "skeleton", length: 8, channels: 6 };
const task = { inputs: [acc], classes: 3, seed: 1 };

test.each([11, 4, -2, 10.5])("wrn1d has no depth %f", (depth) => {
  expect(() => wrn1d.build(task, { depth, width: 1 })).toThrow(`6N + 4, got ${depth}`);
});

test.each([0, 0.5])("wrn1d has no width %f", (width) => {
  expect(() => wrn1d.build(task, { depth: 10, width })).toThrow("option width");
});

test("wrn1d: groups at full, half and quarter length, 16k, 32k and 64k channels", () => {
  const { model } = wrn1d.build(task, { depth: 10, width: 2 });
  expect(model.outputs.slice(1).map(({ shape }) => shape.slice(1))).toEqual([
    [16, 32],
    [8, 64],
    [4, 128],
    [128],
  ]);
});

test("skel-tcn is wrn1d on the skeleton", () => {
  const { model, taps } = skelTcn.build({ ...task, inputs: [skeleton] }, { depth: 10, width: 1 });
  expect(taps).toEqual(["group1", "group2", "group3", "features"]);
  expect(model.inputs[0]!.shape).toEqual([null, 8, 6]);
});

const small = { depth: 10, width: 1, hidden: 4, dropout: 0.5 };

test("fuse joins the pooled features of every modality", () => {
  const { model, taps } = fuse.build({ ...task, inputs: [skeleton, acc] }, small);
  expect(model.getLayer("joined").outputShape).toEqual([null, 128]);
  expect(taps).toEqual(["skeleton_features", "acc_features", "features"]);
  expect(model.outputs.slice(1).map(({ shape }) => shape[1])).toEqual([64, 64, 4]);
});

test("fuse refuses one modality, and a dropout of everything", () => {
  expect(() => fuse.build(task, small)).toThrow("expected two or more modalities, got 1");
  const both = { ...task, inputs: [skeleton, acc] };
  expect(() => fuse.build(both, { ...small, dropout: 1 })).toThrow("dropout must be from 0");
});

function shapesOf<Options extends object>(
  entry: NetworkEntry<Options>,
  inputs: (typeof task)["inputs"],
  options: Partial<Options>,
) {
  const built = entry.build({ ...task, inputs }, { ...entry.options, ...options });
  const shapes = built.model.outputs.slice(1).map(({ shape }) => shape.slice(1));
  return Object.fromEntries(built.taps.map((tap, i) => [tap, shapes[i]]));
}

test("resnet18-1d: four stages, each but the first at half the length", () => {
  expect(shapesOf(resnet181d, [acc], { width: 2 })).toEqual({
    ...{ stage1: [16, 2], stage2: [8, 4], stage3: [4, 8], stage4: [2, 16], features: [16] },
  });
});

test.each([
  ["conv", 1, 16],
  ["conv", 2, 8],
  ["conv", 4, 4],
  ["conv", 8, 2],
  ["patch", 4, 4],
  ["patch", 3, 6],
] as const)("transformer: stem %s makes a token of %i steps", (stem, patch, tokens) => {
  const options = { stem, patch, width: 8, heads: 2, blocks: 1, feedForward: 4 };
  expect(shapesOf(transformer, [acc], options)).toEqual({ block1: [tokens, 8], features: [8] });
});

test("transformer refuses heads that do not divide, other stems, and patches it cannot halve", () => {
  const build = (options: object) => () => shapesOf(transformer, [acc], options);
  expect(build({ width: 9, heads: 2 })).toThrow("got 2 heads for 9");
  expect(build({ stem: "mlp" })).toThrow('unknown stem "mlp"');
  expect(build({ patch: 6 })).toThrow("a power of 2");
});

test("tasked: channels are sensor positions of so many axes", () => {
  const small = { sensorWidth: 4, width: 8, heads: 2, blocks: 1 };
  const two = { modality: "acc", length: 16, channels: 6 };
  expect(shapesOf(tasked, [two], small)).toEqual({
    ...{ fused: [4, 8], temporal1: [4, 8], features: [8] },
  });
  expect(() => shapesOf(tasked, [acc], { ...small, axes: 2 })).toThrow("in groups of 2, got 3");
});

test("stgcn: coordinates and their rates; another number of joints is refused", () => {
  const joints = { parents: [0, 0, 1], filters: [4, 6] };
  const body = (channels: number) => [{ modality: "skeleton", length: 8, channels }];
  const shapes = { stage1: [8, 4], stage2: [4, 6], features: [6] };
  expect(shapesOf(stgcn, body(9), joints)).toEqual(shapes);
  expect(shapesOf(stgcn, body(18), joints)).toEqual(shapes);
  expect(() => shapesOf(stgcn, body(12), joints)).toThrow("9 channels (3 joints of 3) or twice");
  expect(() => shapesOf(stgcn, body(9), { parents: [1, 0, 0] })).toThrow("one of them its own");
});

test("deep-conv-net says when windows are too short for its blocks", () => {
  const eeg = [{ modality: "eeg", length: 60, channels: 2, sampleRate: 125 }];
  expect(() => shapesOf(deepConvNet, eeg, {})).toThrow("windows of 60 steps are too short");
});
