import { beforeAll, expect, test } from "vitest";
import { quietTf } from "#record/quiet";
import { fuse } from "#teachers/fuse";
import { skelTcn } from "#teachers/skel-tcn";
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
  const { model } = fuse.build({ ...task, inputs: [skeleton, acc] }, small);
  expect(model.getLayer("joined").outputShape).toEqual([null, 128]);
  expect(model.outputs[1]!.shape).toEqual([null, 4]);
});

test("fuse refuses one modality, and a dropout of everything", () => {
  expect(() => fuse.build(task, small)).toThrow("expected two or more modalities, got 1");
  const both = { ...task, inputs: [skeleton, acc] };
  expect(() => fuse.build(both, { ...small, dropout: 1 })).toThrow("dropout must be from 0");
});
