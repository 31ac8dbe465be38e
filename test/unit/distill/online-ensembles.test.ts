/** What methods promise whose student grows beside others from one trunk. */
import { scalar, setBackend, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Method } from "#distill/method";
import { oemc } from "#distill/online/oemc";
import { gated, one, rampedUp } from "#distill/online/one";
import { none } from "#distill/response/none";
import { quietTf } from "#record/quiet";
import {
  lecturesOf,
  lossInput,
  lossOf,
  type Sample,
  withStudent,
} from "#test/contracts/method-samples";
import { expectClose } from "#test/support/tensors";
import { run } from "#test/support/tiny-distillation";
import { weightsOf } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const countOf = (model: Parameters<typeof weightsOf>[0][number]) =>
  weightsOf([model]).parameters.size;

/** The method on made-up outputs, with other options. */
function lectureOf(method: unknown, changed: object = {}) {
  const { options } = method as Method;
  const all = { ...options, ...changed };
  const lecture = lecturesOf(method as Method, all)[0]!;
  const value = (sample: Sample) => lossOf(lecture.lesson, sample, all);
  return { ...lecture, options: all, value };
}

const entropyOf = ({ student, labels }: Sample) =>
  tidy(() => {
    const input = lossInput({ student, labels, teachers: [] });
    return input.student.logits.logSoftmax().mul(input.labels).sum(-1).mean().neg().dataSync()[0]!;
  });

describe("one", () => {
  test("the gate shares out 1; equal branches are their own ensemble", () => {
    tidy(() => {
      const [a, b] = [
        [1, -2, 0],
        [3, 0, 1],
      ].map((row) => tensor(row, [1, 3]));
      // softmax(ln 3, 0) = (3/4, 1/4)
      const mixed = gated([a!, b!], tensor([Math.log(3), 0], [1, 2]));
      expectClose(mixed.dataSync(), [1.5, -1.5, 0.25]);
      expectClose(gated([a!, a!, a!], tensor([5, -1, 2], [1, 3])).dataSync(), [1, -2, 0]);
    });
  });

  /** exp(−5 (1 − ½)²) = e^−1.25 */
  test("the ensemble's say rises to 1", () => {
    const at = (progress: number) => tidy(() => rampedUp(scalar(progress), 0.4).dataSync()[0]!);
    expectClose([at(0), at(0.2), at(0.4), at(0.9)], [Math.exp(-5), Math.exp(-1.25), 1, 1]);
  });

  test("equal branches have nothing to learn from each other: three cross-entropies are left beside the student's", () => {
    const { sample, value } = lectureOf(one);
    const drawn = sample();
    const { logits } = drawn.student;
    const equal = withStudent(drawn, { branch2: logits!, branch3: logits! });
    expect(value(equal)).toBeCloseTo(3 * entropyOf(drawn), 4);
    expect(value(drawn)).not.toBeCloseTo(value(equal), 2);
  });

  test("a branch is the last stage again; the gate reads the pooled trunk", () => {
    const { learner } = lectureOf(one, { branches: 4 });
    const { parts } = learner;
    expect(Object.keys(parts)).toEqual(["branch2", "branch3", "branch4", "gate"]);
    expect(new Set(Object.values(parts).map(({ reads }) => reads))).toEqual(new Set(["map2"]));
    const counts = ["branch2", "branch3", "branch4"].map((name) => countOf(parts[name]!.model));
    expect(counts).toEqual([84, 84, 84]); // convolution 3 · 5 · 4 + 4, classifier 4 · 4 + 4
    expect(countOf(parts.gate!.model)).toBe(32); // linear 5 · 4 + 4, normalisation 2 · 4
    expect(() => lectureOf(one, { branches: 1 })).toThrow(/2 or more, got 1/);
  });
});

describe("oemc", () => {
  test("alone, a student has its labels and nothing else", () => {
    const { sample, learner, value } = lectureOf(oemc, { widths: [] });
    expect(learner.parts).toEqual({});
    expect(value(sample())).toBeCloseTo(0, 5);
    expect(oemc.weights(oemc.options, scalar(0))).toEqual({ hard: 0.7, soft: 1 });
  });

  test("siblings share the first block, and are as wide as they are told, block by block", () => {
    const { learner } = lectureOf(oemc, { widths: [4, 2] });
    const { parts, extended } = learner;
    const shape = (tap: string) => extended.model.outputs[1 + extended.taps.indexOf(tap)]!.shape;
    expect(shape("map2")).toEqual([null, 4, 5]);
    expect(shape("sibling1-map2")).toEqual([null, 4, 20]);
    expect(shape("sibling2-map2")).toEqual([null, 4, 10]);
    expect(shape("sibling1-map3")).toEqual([null, 2, 16]);
    expect(shape("sibling1")).toEqual([null, 4]);
    const reads = ["sibling1-map2", "sibling2-map2", "sibling1-map3", "sibling1"];
    expect(reads.map((name) => parts[name]!.reads)).toEqual([
      "map1",
      "map1",
      "sibling1-map2",
      "sibling1-map3",
    ]);
    const [whole, double] = ["sibling1-map3", "sibling2-map3"].map((name) =>
      countOf(parts[name]!.model),
    );
    expect(whole! / double!).toBeCloseTo(4, 0);
  });

  test("the widest shows its maps to all others, the student too where another is narrower", () => {
    const adaptersOf = (widths: number[]) =>
      Object.keys(lectureOf(oemc, { widths }).learner.parts).filter((name) =>
        /^adapter/.test(name),
      );
    expect(adaptersOf([2])).toEqual(["adapter0-map2", "adapter0-map3"]);
    expect(adaptersOf([0.5])).toEqual(["adapter1-map2", "adapter1-map3"]);
    expect(() => adaptersOf([0])).toThrow("oemc: widths must be above 0, got 0");
  });

  test("who agrees with all and has the widest's maps is left with the labels", () => {
    const { sample, value } = lectureOf(oemc, { widths: [1.001], maps: 0 });
    const drawn = sample();
    const equal = withStudent(drawn, { sibling1: drawn.student.logits! });
    expect(value(equal)).toBeCloseTo(0.7 * entropyOf(drawn), 4);
    const { value: withMaps } = lectureOf(oemc, { widths: [1.001] });
    expect(withMaps(equal)).toBeGreaterThan(value(equal));
  });
});

test.each([one, oemc])(
  "$name: the student is the configured network, whatever grows beside it",
  async (method) => {
    const { student } = await run(method as never as Method, { teachers: {} });
    const plain = await run(none as Method, { teachers: {} });
    expect(countOf(student.network.model)).toBe(countOf(plain.student.network.model));
    expect(student.network.taps).toEqual(plain.student.network.taps);
    expect(student.history.at(-1)!.loss).toBeLessThan(student.history[0]!.loss);
  },
);
