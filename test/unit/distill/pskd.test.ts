/** The ACS loss: its laws one by one, and one example by hand. */
import { input, layers, model, type SymbolicTensor, setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Network } from "#core/network";
import type { NdArray } from "#core/signal";
import { type PskdOptions, pskd, semanticSpace } from "#distill/cross-modal/pskd";
import { makeLearner, shapesOf } from "#distill/learner";
import type { PartContext } from "#distill/lesson";
import type { Method } from "#distill/method";
import { kd } from "#distill/response/kd";
import { quietTf } from "#record/quiet";
import { lossOf, type Sample } from "#test/contracts/method-samples";
import { weightsOf } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const rows = (...values: readonly (readonly number[])[]): NdArray => ({
  data: Float32Array.from(values.flat()),
  shape: [values.length, values[0]!.length],
});

const acs = (sample: Sample, options: Partial<PskdOptions> = {}) =>
  lossOf(pskd as Method, sample, { ...pskd.options, ...options });

/** Two samples of class 0 and 1; a semantic space of one dimension. */
const labels = rows([1, 0], [0, 1]);
const constants = {
  mean: { data: Float32Array.of(0.5), shape: [1] },
  sd: { data: Float32Array.of(2), shape: [1] },
  classEmbedding: rows([7], [-2]),
};
const student = { logits: rows([0, 0], [0, 0]), semantic: rows([1], [1]) };

/** A teacher with a projection of its own, which says 3 of every sample. */
const teacher = (logits: NdArray) => ({ logits, semantic: rows([3], [3]) });
const sampleOf = (...logits: readonly NdArray[]): Sample => ({
  student,
  teachers: logits.map(teacher),
  labels,
  constants,
});

const right = rows([2, 0], [0, 3]);
const lessRight = rows([1, 0], [0, 1]);
const wrong = rows([0, 1], [2, 0]);

/*
 * τ = 2, β = 0.5. Sample 1 (class 0): both teachers are right, B with more confidence (e⁴/(e⁴+1) > e²/(e²+1)):
 *   p = softmax([4, 0]/2) = [0.880797, 0.119203]; KL(p ‖ [½, ½]) = ln 2 − H(p) = 0.693147 − 0.365334 = 0.327813
 *   resp = 2² · 0.327813 = 1.311253; sem = (1 − 3)² = 4
 * Sample 2 (class 1): both are wrong, the label is followed:
 *   resp = −ln ½ = 0.693147; sem = (1 − (−2))² = 9
 * L = (1.311253 + 0.693147)/2 + 0.5 · (4 + 9)/2 = 1.002200 + 3.25
 */
test("an example by hand", () => {
  const sample = sampleOf(rows([2, 0], [1, 0]), rows([4, 0], [3, 0]));
  expect(acs(sample, { temperature: 2, beta: 0.5 })).toBeCloseTo(4.2522, 5);
});

test("the first teacher has no projection: its standardised features stand in", () => {
  const sample = sampleOf(rows([2, 0], [0, 2]));
  const features = { logits: sample.teachers[0]!.logits!, features: rows([6.5], [6.5]) }; // (6.5 − 0.5)/2 = 3
  expect(acs({ ...sample, teachers: [features] })).toBeCloseTo(acs(sample), 6);
});

test("a later teacher without one stands for the class embedding", () => {
  const bare = (logits: NdArray) => ({ logits, features: rows([9, 9], [9, 9]) });
  const sample = sampleOf(wrong, right);
  const [first] = sample.teachers;
  const followed = { ...sample, teachers: [first!, bare(right)] };
  const embedded = { logits: right, semantic: rows([7], [-2]) };
  expect(acs(followed)).toBeCloseTo(acs({ ...sample, teachers: [first!, embedded] }), 6);
  expect(acs(followed)).not.toBeCloseTo(acs(sample), 2);
});

describe("the laws", () => {
  test("(a) all teachers wrong: cross-entropy and the class embedding, whatever they say", () => {
    const expected = Math.log(2) + ((1 - 7) ** 2 + (1 + 2) ** 2) / 2;
    expect(acs(sampleOf(wrong, wrong))).toBeCloseTo(expected, 5);
    expect(acs(sampleOf(wrong, rows([-3, 9], [1, -1])))).toBeCloseTo(expected, 5);
  });

  test("(b) one teacher right: knowledge distillation from it", () => {
    const one = { ...sampleOf(right), student: { ...student, logits: rows([1, -1], [0.3, 0]) } };
    const expected = lossOf(kd as Method, one, { ...kd.options, temperature: 4 });
    const many = { ...sampleOf(wrong, right, wrong), student: one.student };
    expect(acs(many, { beta: 0 })).toBeCloseTo(expected, 6);
  });

  test("(c) the order of the teachers does not matter", () => {
    const orders = [
      [right, lessRight, wrong],
      [wrong, right, lessRight],
      [lessRight, wrong, right],
    ];
    const [first, ...others] = orders.map((order) => acs(sampleOf(...order)));
    for (const other of others) expect(other).toBeCloseTo(first!, 6);
  });

  test("(d) 0 where the student says what the chosen teacher says", () => {
    const sample = sampleOf(wrong, right, lessRight);
    const agreeing = { logits: right, semantic: rows([3], [3]) };
    expect(acs({ ...sample, student: agreeing })).toBeCloseTo(0, 6);
    expect(acs({ ...sample, student: { ...agreeing, logits: lessRight } })).toBeGreaterThan(0.001);
  });

  test("(e) a wrong teacher that grows more certain of its mistake changes nothing", () => {
    const certain = rows([0, 50], [40, 0]);
    expect(acs(sampleOf(certain, right))).toBeCloseTo(acs(sampleOf(wrong, right)), 6);
  });

  test("(f) the choice changes where the confidences cross; of equals the first is taken", () => {
    const follows = (logit: number) => {
      const risen = { ...teacher(rows([logit, 0], [0, logit])), semantic: rows([5], [5]) };
      return acs(
        { ...sampleOf(), teachers: [teacher(rows([2, 0], [0, 2])), risen] },
        { temperature: 1 },
      );
    };
    const same = acs(sampleOf(rows([2, 0], [0, 2])), { temperature: 1 });
    expect(follows(1.999)).toBeCloseTo(same, 6);
    expect(follows(2)).toBeCloseTo(same, 6);
    expect(follows(2.001) - same).toBeCloseTo((1 - 5) ** 2 - (1 - 3) ** 2, 1);
  });

  test("(g) what is trained is the network and its projection; teachers and embeddings are not", () => {
    const x = input({ shape: [3] });
    const features = layers.dense({ units: 2, name: "features" }).apply(x) as SymbolicTensor;
    const logits = layers.dense({ units: 2, name: "logits" }).apply(features) as SymbolicTensor;
    const network: Network = {
      model: model({ inputs: x, outputs: [logits, features] }),
      taps: ["features"],
      inputs: [],
    };
    const context = { student: shapesOf(network), constants, nextSeed: () => 1 };
    const parts = pskd.parts!(context as unknown as PartContext, pskd.options);
    const { extended } = makeLearner(network, parts);
    const { parameters } = weightsOf([extended.model]);
    const sizes = parameters.places.map(({ size }) => size); // features, logits, semantic
    expect(sizes).toEqual([6, 2, 4, 2, 2, 1]);
    expect(extended.taps).toEqual(["features", "semantic"]);
    expect(extended.model.outputs.at(-1)!.shape).toEqual([null, 1]);
  });
});

test("soft labels count as the class with the largest share", () => {
  const sample = sampleOf(right, wrong);
  const mixed = { ...sample, labels: rows([0.7, 0.3], [0.4, 0.6]) };
  expect(acs(mixed)).toBeCloseTo(acs(sample), 6);
});

describe("stages", () => {
  const trainingsOf = (options: PskdOptions) =>
    pskd.stages(["skel", "fuse"], options).filter((stage) => "role" in stage);

  test("the semantic space is measured once the first teacher is trained", () => {
    const [, second] = pskd.stages(["skel", "fuse"], pskd.options);
    expect(second).toMatchObject({ measure: ["skel"], part: "train", taps: ["features"] });
  });

  test("progressive: each role learns from all before it", () => {
    expect(trainingsOf(pskd.options)).toEqual([
      { role: "skel", teachers: [] },
      { role: "fuse", teachers: ["skel"] },
      { role: "student", teachers: ["skel", "fuse"] },
    ]);
  });

  test("otherwise teachers learn from the labels alone", () => {
    const stages = trainingsOf({ ...pskd.options, progressive: false });
    expect(stages.map(({ teachers }) => teachers.length)).toEqual([0, 0, 2]);
  });
});

describe("the semantic space", () => {
  const space = semanticSpace({
    outputs: [{ features: rows([1, 5], [3, 5], [5, 5]) }],
    labels: Int32Array.of(0, 1, 1),
    classes: 3,
  });

  test("standardises every dimension; one that never moves stays where it is", () => {
    expect([...space.mean!.data]).toEqual([3, 5]);
    expect(space.sd!.data[0]).toBeCloseTo(Math.sqrt(8 / 3), 6);
    expect(space.sd!.data[1]).toBe(1);
  });

  test("puts a class at the mean of its samples, an absent one at the origin", () => {
    const sd = Math.sqrt(8 / 3);
    const [zero, one, absent] = [0, 1, 2].map((k) => [
      ...space.classEmbedding!.data.slice(2 * k, 2 * k + 2),
    ]);
    expect(zero![0]).toBeCloseTo(-2 / sd, 6);
    expect(one![0]).toBeCloseTo((0 + 2) / 2 / sd, 6);
    expect([zero![1], one![1], ...absent!]).toEqual([0, 0, 0, 0]);
  });
});
