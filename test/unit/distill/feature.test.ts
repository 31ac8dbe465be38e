/** What methods that look at inner maps promise, one by one. */
import { setBackend, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { sparse, wordsOf } from "#distill/dictionary";
import { crossing } from "#distill/feature/ab";
import { attention } from "#distill/feature/at";
import { flow, fsp } from "#distill/feature/fsp";
import { factorDistance } from "#distill/feature/ft";
import { jointLabels, seen, transformed } from "#distill/feature/hsakd";
import { discrepancy } from "#distill/feature/nst";
import { pyramidDistance } from "#distill/feature/reviewkd";
import { codeDistance } from "#distill/feature/srm";
import { negativeLogLikelihood } from "#distill/feature/vid";
import { alignTime, mapPairs, mapsOf } from "#distill/feature-maps";
import type { PartContext } from "#distill/lesson";
import { crossEntropy, normalise, softenedDivergence } from "#distill/losses";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import type { Training } from "#distill/stage";
import { quietTf } from "#record/quiet";
import { lecturesOf, lossInput, lossOf } from "#test/contracts/method-samples";
import { same } from "#test/support/same-map";
import { expectClose, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const numbers = (x: Tensor) => [...x.dataSync()];
const map = (seed: number, time = 6, channels = 4) => randomTensor([3, time, channels], seed);
const shuffledChannels = (x: Tensor) => x.gather(tensor([2, 0, 3, 1], [4], "int32") as never, 2);
const shuffledTime = (x: Tensor) => x.gather(tensor([5, 2, 0, 1, 4, 3], [6], "int32") as never, 1);
/** Eagerly, everything tidied. */
const eagerly = (body: () => void) => () => {
  tidy(() => {
    body();
  });
};

describe("maps", () => {
  const shapes = { conv1: [8, 3], branch: [5], conv2: [4, 6], features: [6], added: [4, 4] };

  test("are the network's own taps with an axis of time", () => {
    expect(mapsOf(shapes)).toEqual([shapes.conv1, shapes.conv2]);
  });

  test("are paired from the last, in order", () => {
    const teacher = { a: [9, 9], b: [8, 8], c: [7, 7], features: [7] };
    expect(mapPairs("m", shapes, teacher)).toEqual([
      [shapes.conv1, teacher.b],
      [shapes.conv2, teacher.c],
    ]);
    expect(mapPairs("m", shapes, teacher, { skip: 1 })).toEqual([[shapes.conv2, teacher.c]]);
    expect(() => mapPairs("m", shapes, { features: [7] })).toThrow(
      'method "m" compares inner maps [time, channel]: the student has 2, the teacher 0',
    );
  });

  /** 5 steps to 3: ⌊5i/3⌋ … ⌈5(i + 1)/3⌉ − 1 = 0–1, 1–3, 3–4. */
  test(
    "are pooled adaptively",
    eagerly(() => {
      const pooled = alignTime(tensor([1, 2, 4, 8, 16], [1, 5, 1]), 3);
      expectClose(numbers(pooled), [1.5, 14 / 3, 12]);
      expect(alignTime(pooled, 3)).toBe(pooled);
    }),
  );
});

test(
  "at: channels may change places, signs and common scale",
  eagerly(() => {
    const expected = numbers(attention(map(1), 6));
    expectClose(numbers(attention(shuffledChannels(map(1)).mul(-3), 6)), expected);
    expect(numbers(attention(shuffledTime(map(1)), 6))).not.toEqual(expected);
    expectClose(numbers(attention(map(1), 6).square().sum(-1)), [1, 1, 1]);
  }),
);

test(
  "nst: channels may change places; never negative; 0 for the same distribution",
  eagerly(() => {
    const [a, b] = [normalise(map(1), 1), normalise(map(2), 1)];
    const value = numbers(discrepancy(a, b))[0]!;
    expect(value).toBeGreaterThan(0.01);
    expect(numbers(discrepancy(shuffledChannels(a), b))[0]).toBeCloseTo(value, 5);
    expect(numbers(discrepancy(a, shuffledChannels(a)))[0]).toBeCloseTo(0, 5);
    const narrow = b.slice([0, 0, 0], [-1, -1, 2]); // another number of channels
    expect(numbers(discrepancy(a, narrow))[0]).toBeGreaterThan(0);
  }),
);

test(
  "nst: maps shorter than wide are compared in another form, with the same value",
  eagerly(() => {
    const [a, b] = [map(1, 2), map(2, 2)];
    const kernel = (x: Tensor, y: Tensor) => numbers(x.matMul(y, true).square().mean())[0]!;
    const expected = kernel(a, a) + kernel(b, b) - 2 * kernel(a, b);
    expect(numbers(discrepancy(a, b))[0]).toBeCloseTo(expected, 5);
  }),
);

describe("fsp", () => {
  const plain = { normalise: false };

  test(
    "time may be shuffled in both maps; bilinear; the longer map is pooled",
    eagerly(() => {
      const expected = numbers(flow(map(1), map(2), plain));
      expectClose(numbers(flow(shuffledTime(map(1)), shuffledTime(map(2)), plain)), expected);
      expectClose(
        numbers(flow(map(1).mul(3), map(2), plain)),
        expected.map((x) => 3 * x),
      );
      expect(flow(map(1, 6), map(2, 3, 5), plain).shape).toEqual([3, 4, 5]);
    }),
  );

  test(
    "scaled to norm 1 where asked",
    eagerly(() => {
      const norms = flow(map(1).mul(9), map(2), { normalise: true }).square().sum([1, 2]);
      expectClose(numbers(norms), [1, 1, 1]);
    }),
  );

  const parts = (widths: readonly number[], align: boolean) => {
    const shapes = (wide: readonly number[]) => ({
      taps: { a: [8, wide[0]!], b: [4, wide[1]!], features: [2] },
    });
    const context = { student: shapes([3, 5]), teachers: [shapes(widths)], nextSeed: () => 1 };
    const before = fsp.stages(["t"], fsp.options)[1] as Training;
    return before.lesson!.parts!(context as unknown as PartContext, { ...fsp.options, align });
  };

  test("widths that differ are refused, or aligned where asked", () => {
    expect(parts([3, 5], false)).toEqual({});
    expect(() => parts([4, 5], false)).toThrow(
      "the student's have 3, 5 channels, the teacher's 4, 5",
    );
    expect(Object.keys(parts([4, 5], true))).toEqual(["align0", "align1"]);
  });

  test("the flow comes first, alone; afterwards it is kept where asked", () => {
    const phases = (changed: object) =>
      (fsp.stages(["t"], { ...fsp.options, ...changed }) as Training[]).map(({ phase, lesson }) => [
        phase,
        lesson?.loss !== undefined,
      ]);
    expect(phases({})).toEqual([
      [undefined, false],
      ["before", true],
      [undefined, false],
    ]);
    expect(phases({ keep: true }).at(-1)).toEqual([undefined, true]);
    expect(phases({ preStage: 0 }).length).toBe(2);
  });
});

/** Margin 1. Off should be: 2 → (2 + 1)² = 9, −1.5 → 0. On should be: 0.25 → 0.75² = 0.5625, 1.5 → 0. */
test(
  "ab: squared distance to the margin on the teacher's side; 0 beyond it",
  eagerly(() => {
    const distance = crossing(tensor([2, -1.5, 0.25, 1.5]), tensor([0, -3, 0.1, 5]), 1);
    expect(numbers(distance)).toEqual([9, 0, 0.5625, 0]);
  }),
);

test(
  "ft: the scale of either factor does not matter; the longer is pooled",
  eagerly(() => {
    const value = numbers(factorDistance(map(1), map(2)))[0]!;
    expect(numbers(factorDistance(map(1).mul(7), map(2).mul(0.1)))[0]).toBeCloseTo(value, 5);
    expect(numbers(factorDistance(map(1), map(1).mul(2)))[0]).toBeCloseTo(0, 6);
    expect(numbers(factorDistance(map(1, 6), map(2, 3)))[0]).toBeGreaterThan(0);
  }),
);

/** One step each of value 2 and 0 … length 1 has no bins: the mean square alone. Length 2: (4 + 0)/2 and bin 1: 1, weights 1, ½. */
test(
  "reviewkd: the pyramid has the bins that are shorter than the map",
  eagerly(() => {
    const distance = (a: number[], b: number[]) =>
      numbers(
        pyramidDistance(tensor(a, [1, a.length, 1]), same(1), tensor(b, [1, b.length, 1])),
      )[0];
    expect(distance([2], [0])).toBeCloseTo(4, 6);
    expect(distance([2, 0], [0, 0])).toBeCloseTo((2 + 0.5 * 1) / 1.5, 6);
    expect(distance([3, 1, 4, 1, 5], [3, 1, 4, 1, 5])).toBeCloseTo(0, 6);
  }),
);

describe("vid", () => {
  const raw = (variance: number) => tensor([[Math.log(Math.exp(variance - 1e-5) - 1)]]);
  const likelihood = (error: number, variance: number) => {
    const taught = tensor([1, -1, 1, -1], [2, 2, 1]);
    return numbers(negativeLogLikelihood(taught.add(error), same(1), taught, raw(variance)))[0]!;
  };

  test(
    "with nothing left to explain it is half the logarithm of the variance",
    eagerly(() => expect(likelihood(0, 0.3)).toBeCloseTo(0.5 * Math.log(0.3), 4)),
  );

  test(
    "at variance 1 it is half the mean square",
    eagerly(() => expect(likelihood(2, 1)).toBeCloseTo(2, 4)),
  );

  test(
    "the best variance for a residual r is r²",
    eagerly(() => {
      for (const other of [0.2, 0.3])
        expect(likelihood(0.5, 0.25)).toBeLessThan(likelihood(0.5, other));
    }),
  );

  test(
    "the variance has a floor, and channels that do not move are left out",
    eagerly(() => {
      const taught = tensor([1, 7, -1, 7], [1, 2, 2]);
      const low = tensor([[-50, -50]]);
      const value = numbers(negativeLogLikelihood(taught, same(2), taught, low))[0];
      expect(value).toBeCloseTo(0.5 * Math.log(1e-5), 4);
      const dead = taught.add(tensor([[0, 9]])); // wrong by 9 where the teacher is dead
      expect(numbers(negativeLogLikelihood(dead, same(2), taught, low))[0]).toBeCloseTo(value!, 4);
    }),
  );
});

describe("srm", () => {
  test(
    "the largest S of each row stay, more where they tie",
    eagerly(() => {
      const values = tensor([
        [0.1, 0.9, 0.5, 0.4],
        [0.7, 0.2, 0.7, 0.1],
      ]);
      expectClose(numbers(sparse(values, 2)), [0, 0.9, 0.5, 0, 0.7, 0, 0.7, 0]);
      expectClose(numbers(sparse(values, 1)), [0, 0.9, 0, 0, 0.7, 0, 0.7, 0]);
    }),
  );

  test(
    "codes as the teacher's are closer than others; lengths may differ either way",
    eagerly(() => {
      const codes = sparse(map(1).sigmoid().reshape([-1, 4]), 1).reshape([3, 6, 4]);
      const distance = (x: Tensor) => numbers(codeDistance(x, wordsOf(codes)))[0]!;
      expect(distance(codes)).toBeLessThan(distance(shuffledChannels(codes)));
      for (const time of [2, 4, 12])
        expect(numbers(codeDistance(map(3, time).sigmoid(), wordsOf(codes)))[0]).toBeGreaterThan(0);
    }),
  );

  test(
    "of a longer teacher the strongest code of each bin counts, and what is kept is a few numbers",
    eagerly(() => {
      const codes = sparse(map(1).sigmoid().reshape([-1, 4]), 1).reshape([3, 6, 4]);
      const own = map(3, 2).sigmoid();
      const [taught, told] = [codes.arraySync(), own.arraySync()] as number[][][][];
      const place = (row: number, bin: number) => {
        const steps = taught![row]!.slice(3 * bin, 3 * bin + 3);
        const largest = [0, 1, 2, 3].map((atom) => Math.max(...steps.map((step) => step[atom]!)));
        return largest.indexOf(Math.max(...largest));
      };
      const local = told!.flatMap((bins, row) =>
        bins.map(
          (z, bin) => Math.log(z.reduce((a, b) => a + Math.exp(b), 0)) - z[place(row, bin)]!,
        ),
      );
      const [p, q] = [own.mean(1), codes.mean(1)];
      const miss = q.neg().add(1).mul(p.neg().add(1).log());
      const entropy = numbers(q.mul(p.log()).add(miss).mean().neg())[0]!;
      const mean = local.reduce((a, b) => a + b) / local.length;
      expect(numbers(codeDistance(own, wordsOf(codes)))[0]).toBeCloseTo(mean + entropy, 4);
    }),
  );

  /** K = 4 atoms, student sure of the right one: −log(e/(e + 3)) = log(1 + 3/e) is as low as it gets. */
  test(
    "codes stand for logits: the local part has a floor",
    eagerly(() => {
      const codes = tensor([1, 0, 0, 0], [1, 1, 4]);
      expect(numbers(codeDistance(codes, wordsOf(codes)))[0]).toBeCloseTo(
        Math.log(1 + 3 / Math.E),
        4,
      );
    }),
  );

  test("a dictionary per map of the teacher, then codes of as many atoms, then plain distillation", () => {
    const [dictionary, codes, last] = lecturesOf(methods.srm as Method);
    expect(dictionary!.lesson.still).toBe(true);
    expect(Object.values(dictionary!.learner.parts).map(({ reads }) => reads)).toEqual([
      ...["map1", "codes of map1", "map2", "codes of map2", "map3", "codes of map3"],
    ]);
    const atoms = Object.values(codes!.learner.parts).map(
      ({ model }) => model.outputs[0]!.shape[2],
    );
    expect(atoms).toEqual([6, 10, 8]); // μ = 2 times the teacher's 3, 5 and 4 channels
    expect(Object.keys(last!.learner.parts)).toEqual([]);
  });
});

test("fitnet: hints outside of the pairs are refused", () => {
  const bad = { ...methods.fitnet.options, hint: 4 };
  expect(() => lecturesOf(methods.fitnet as Method, bad)).toThrow("one of 3 pairs of maps");
  const twice = methods.fitnet.stages(["t"], { ...methods.fitnet.options, preStage: 0.2 });
  expect((twice as Training[]).map(({ phase }) => phase)).toEqual([undefined, "before", undefined]);
});

test("reviewkd: maps are fused in the width of the deepest, or less where asked", () => {
  const [lecture] = lecturesOf(methods.reviewkd as Method, {
    ...methods.reviewkd.options,
    width: 2,
  });
  const { parts } = lecture!.learner;
  expect(Object.keys(parts)).toEqual([
    "into0",
    "out0",
    "out0Scale",
    "out0Shift",
    "into1",
    "out1",
    "out1Scale",
    "out1Shift",
    "attendOwn1",
    "attendDeeper1",
    "into2",
    "out2",
    "out2Scale",
    "out2Shift",
    "attendOwn2",
    "attendDeeper2",
  ]);
  expect(parts.into1!.model.outputs[0]!.shape).toEqual([null, 4, 2]);
});

describe("hsakd", () => {
  const options = methods.hsakd.options;

  test(
    "transforms are a group of order 4, each its own inverse",
    eagerly(() => {
      const all = transformed(map(1), 4).map(numbers);
      const key = (x: Tensor) => all.findIndex((each) => `${each}` === `${numbers(x)}`);
      const table = transformed(map(1), 4).map((x) => transformed(x, 4).map(key));
      expect(table).toEqual([
        [0, 1, 2, 3],
        [1, 0, 3, 2],
        [2, 3, 0, 1],
        [3, 2, 1, 0],
      ]);
      expect(() => transformed(map(1), 3)).toThrow("hsakd: transforms must be 1, 2 or 4, got 3");
    }),
  );

  test(
    "mirrored electrodes change places in half of the views, and are each other's",
    eagerly(() => {
      const x = map(1, 6, 3);
      const views = seen(x, ["C3", "Cz", "C4"], { transforms: 2, mirror: true });
      expect(views).toHaveLength(4);
      expect(numbers(views[2]!)).toEqual(numbers(x.reverse(2)));
      expect(numbers(views[3]!)).toEqual(numbers(x.reverse(2).reverse(1)));
      expect(() => seen(x, ["C3", "Cz", "C6"], { transforms: 1, mirror: true })).toThrow(
        'hsakd: "C3" has no partner: C4 is not among the channels',
      );
      expect(() => seen(x, ["x", "y", "z"], { transforms: 1, mirror: true })).toThrow(
        'hsakd: "x" is no electrode',
      );
    }),
  );

  test(
    "joint labels, summed over transforms, are the labels; each block has its own",
    eagerly(() => {
      const labels = tensor([0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0], [4, 3]); // 2 windows, 2 transforms
      const joint = jointLabels(labels, 2);
      expect(numbers(joint.reshape([4, 3, 2]).sum(-1))).toEqual(numbers(labels));
      expect(numbers(joint.argMax(-1))).toEqual([2, 0, 3, 1]); // class · 2 + transform
    }),
  );

  test("without heads and transforms it is the labels and plain distillation", () => {
    const plain = { ...options, heads: 0, transforms: 1 };
    const lecture = lecturesOf(methods.hsakd as Method, plain).at(-1)!;
    expect(lecture.learner.parts).toEqual({});
    const sample = lecture.sample();
    tidy(() => {
      const { student, teachers, labels } = lossInput(sample);
      const expected = crossEntropy(student.logits, labels).add(
        softenedDivergence(student.logits, teachers[0]!.logits, 3).mean(),
      );
      expect(lossOf(methods.hsakd as Method, sample, plain)).toBeCloseTo(
        expected.dataSync()[0]!,
        4,
      );
    });
  });

  test("a trained teacher may stay as it is, and only its heads learn", () => {
    const [alone, heads, student] = methods.hsakd.stages(["t"], { ...options, joint: false });
    expect(alone).toEqual({ role: "t", teachers: [] });
    expect((heads as Training).lesson!.still).toBe(true);
    expect(student).toEqual({ role: "student", teachers: ["t"] });
  });
});
