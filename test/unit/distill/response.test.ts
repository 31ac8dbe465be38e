/** What methods that look at logits promise, one by one. */
import { scalar, setBackend, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import { lessonOf, stagesOf } from "#distill/distill-plan";
import { crossEntropy, softenedDivergence, standardiseLogits } from "#distill/losses";
import type { Method } from "#distill/method";
import { decoupled } from "#distill/response/dkd";
import { eskd } from "#distill/response/eskd";
import { kd } from "#distill/response/kd";
import { mixBatch, mixKd, symmetricBeta } from "#distill/response/mix-kd";
import { odKd, teacherBounded } from "#distill/response/od-kd";
import { tfKd, virtualLogits } from "#distill/response/tf-kd";
import type { Training } from "#distill/stage";
import { quietTf } from "#record/quiet";
import { lossOf, oneHot, type Sample } from "#test/contracts/method-samples";
import { expectClose, randomArray, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const rows = (seed: number, count = 5) => ({
  data: randomArray(count * 4, seed, [-3, 3]),
  shape: [count, 4],
});
const sample: Sample = {
  student: { logits: rows(1) },
  teachers: [{ logits: rows(2) }],
  labels: oneHot([0, 3, 1, 1, 2]),
};
const numbers = (x: Tensor | number) => (typeof x === "number" ? [x] : [...x.dataSync()]);
const asTensor = ({ data, shape }: { data: Float32Array; shape: readonly number[] }) =>
  tensor(data, [...shape]);

describe("dkd", () => {
  test("α = 1 and β = 1 − pᵗ[y] per sample is knowledge distillation", () => {
    tidy(() => {
      const [zs, zt] = [asTensor(sample.student.logits!), asTensor(sample.teachers[0]!.logits!)];
      const labels = asTensor(sample.labels);
      const { target, others } = decoupled(zs, zt, labels, 4);
      const beta = zt.div(4).softmax().mul(labels).sum(-1).mul(-1).add(1);
      const whole = target.add(others.mul(beta)).dataSync();
      expectClose(whole, softenedDivergence(zs, zt, 4).dataSync());
    });
  });

  test("the labelled class is out of the others, however certain the teacher is of it", () => {
    tidy(() => {
      const labels = tensor([[0, 1, 0]]);
      const others = (z: number) =>
        decoupled(tensor([[1, 2, 0]]), tensor([[0, z, 3]]), labels, 1).others.dataSync()[0]!;
      expect(others(9000)).toBeCloseTo(others(-5), 5);
    });
  });
});

describe("tf-kd", () => {
  test("at τ = 1 the virtual teacher is label smoothing, up to its entropy", () => {
    tidy(() => {
      const [logits, labels] = [asTensor(sample.student.logits!), asTensor(sample.labels)];
      const virtual = virtualLogits(labels, 0.91);
      const smooth = labels.mul(0.88).add(0.03); // 0.91 on the label, 0.03 on three others
      const entropy = -(0.91 * Math.log(0.91) + 3 * 0.03 * Math.log(0.03));
      const expected = crossEntropy(logits, smooth).dataSync()[0]! - entropy;
      expect(softenedDivergence(logits, virtual, 1).mean().dataSync()[0]).toBeCloseTo(expected, 5);
    });
  });

  test("an earlier self is a student trained on the labels", () => {
    const stages = tfKd.stages([], { ...tfKd.options, teacher: "self" }) as Training[];
    expect(stages.map(({ role, teachers }) => [role, teachers])).toEqual([
      ["earlier-self", []],
      ["student", ["earlier-self"]],
    ]);
    expect(() => tfKd.stages([], { ...tfKd.options, teacher: "mine" })).toThrow(
      'teacher must be "virtual" or "self", got "mine"',
    );
  });
});

describe("eskd", () => {
  const weightsAt = (progress: number, changed: object = {}) => {
    const { hard, soft } = eskd.weights({ ...eskd.options, ...changed }, scalar(progress));
    return [numbers(hard)[0], numbers(soft)[0]];
  };

  test("distils until the switch, then learns from the labels alone", () => {
    expectClose(weightsAt(0.5) as number[], [0.1, 0.9]);
    expectClose(weightsAt(0.74) as number[], [0.1, 0.9]);
    expectClose(weightsAt(0.75) as number[], [1, 0]);
  });

  test("with no epochs of it, it is training on the labels; with all, plain distillation", () => {
    expectClose(weightsAt(0, { studentEpochs: 0 }) as number[], [1, 0]);
    expectClose(weightsAt(0.99, { studentEpochs: 1 }) as number[], [0.1, 0.9]);
    expect(lossOf(eskd as Method, sample)).toBe(lossOf(kd as Method, sample));
  });

  test("the teacher's schedule fits its epochs, or is cut off", () => {
    const teacherOf = (teacherStop: string) =>
      (eskd.stages(["t"], { ...eskd.options, teacherStop })[0] as Training).train;
    expect(teacherOf("compressed")).toEqual({ epochs: 0.25, cutSchedule: false });
    expect(teacherOf("snapshot")).toEqual({ epochs: 0.25, cutSchedule: true });
    expect(() => teacherOf("never")).toThrow('must be "compressed" or "snapshot", got "never"');
  });
});

describe("standardised logits", () => {
  test("scale and shift of either network change nothing", () => {
    const moved = (array: { data: Float32Array; shape: readonly number[] }) => ({
      ...array,
      data: array.data.map((x) => 5 * x - 2),
    });
    const scaled: Sample = {
      ...sample,
      student: { logits: moved(sample.student.logits!) },
      teachers: [{ logits: moved(sample.teachers[0]!.logits!) }],
    };
    const value = (at: Sample) => lossOf(kd as Method, at, { ...kd.options, standardise: true });
    expect(value(scaled)).toBeCloseTo(value(sample), 4);
    expect(lossOf(mixKd as Method, scaled)).toBeCloseTo(lossOf(mixKd as Method, sample), 4);
  });

  test("equal logits become zeros", () => {
    tidy(() => {
      expect([...standardiseLogits(tensor([[3, 3, 3]])).dataSync()]).toEqual([0, 0, 0]);
    });
  });
});

describe("mix-kd", () => {
  const size = 20;
  const batch = () => ({
    windows: { acc: randomTensor([size, 3, 2], 4), gyro: randomTensor([size, 2], 5) },
    labels: asTensor(oneHot(Array.from({ length: size }, (_, i) => i % 4))),
    sampleIds: tensor([...Array(size).keys()], [size], "int32"),
  });
  const noise = (seed: number) => {
    const random = new Random(seed);
    return (shape: readonly number[]) => tensor(random.uniforms(sizeOf(shape)), [...shape]);
  };
  const mixed = (changed: object, seed = 1) =>
    mixBatch(batch(), noise(seed), { ...mixKd.options, ...changed });

  test("nothing mixed: the batch as it came, to the bit", () => {
    tidy(() => {
      const { windows, labels, sampleIds, unchanged } = mixed({ unmixed: 1 });
      const given = batch();
      expect(unchanged).toBe(size);
      expect(sampleIds.dataSync()).toEqual(given.sampleIds.dataSync());
      expect(windows.acc!.dataSync()).toEqual(given.windows.acc.dataSync());
      expect(windows.gyro!.dataSync()).toEqual(given.windows.gyro.dataSync());
      expect(labels.dataSync()).toEqual(given.labels.dataSync());
    });
  });

  test("the rows said to be unchanged are, to the bit; every modality is mixed alike with the labels", () => {
    tidy(() => {
      const { windows, labels, unchanged } = mixed({ unmixed: 0.5 });
      const given = batch();
      expect(unchanged).toBe(10);
      for (const name of ["acc", "gyro"] as const) {
        const whole = windows[name]!.shape.slice(1);
        const rows = (x: Tensor) => x.slice([0], [10]).dataSync();
        expect(rows(windows[name]!)).toEqual(rows(given.windows[name]));
        const last = (x: Tensor) => x.slice([size - 1], [1]).reshape([...whole]);
        expect(
          last(windows[name]!).sub(last(given.windows[name])).abs().max().dataSync()[0],
        ).toBeGreaterThan(0);
      }
      expect(labels.slice([0], [10]).dataSync()).toEqual(given.labels.slice([0], [10]).dataSync());
    });
  });

  test("with replacement, no row is sure to be unchanged", () => {
    tidy(() => {
      expect(mixed({ pick: "with" }).unchanged).toBe(0);
    });
  });

  test("labels sum to 1; exactly the share asked for is not mixed", () => {
    tidy(() => {
      const { labels, windows, sampleIds } = mixed({ unmixed: 0.7 });
      expectClose(labels.sum(-1).dataSync(), new Float32Array(size).fill(1));
      const plain = batch().windows.acc.gather(sampleIds as never);
      const moved = windows.acc!.sub(plain).abs().max([1, 2]).dataSync();
      expect([...moved].filter((x) => x < 1e-6).length).toBeGreaterThanOrEqual(14);
      expect([...moved.slice(14)].every((x) => x < 1e-6)).toBe(false);
    });
  });

  test("with replacement, 0.9 leaves 1 − e^−0.9 = 59 % unmixed", () => {
    const shares = Array.from({ length: 60 }, (_, seed) =>
      tidy(() => {
        const { windows, sampleIds } = mixed({ pick: "with" }, 100 + seed);
        const plain = batch().windows.acc.gather(sampleIds as never);
        const moved = windows.acc!.sub(plain).abs().max([1, 2]).dataSync();
        return [...moved].filter((x) => x < 1e-6).length / size;
      }),
    );
    const average = shares.reduce((a, b) => a + b, 0) / shares.length;
    expect(average).toBeGreaterThan(0.55); // a few samples are mixed with themselves
    expect(average).toBeLessThan(0.68);
    expect(() => mixed({ pick: "some" })).toThrow('pick must be "without" or "with", got "some"');
  });

  test.each([0.2, 0.4, 1, 3])("mixing weights are Beta(%f, that)", (c) => {
    tidy(() => {
      const random = new Random(8);
      const draw = () => tensor(random.uniforms(40_000));
      const values = symmetricBeta(c, draw(), draw());
      const average = values.mean().dataSync()[0]!;
      const variance = values.sub(average).square().mean().dataSync()[0]!;
      expect(average).toBeCloseTo(0.5, 2);
      expect(variance).toBeCloseTo(1 / (4 * (2 * c + 1)), 2);
      const below = values.less(0.1).mean().dataSync()[0]!;
      const expected = { 0.2: 0.3367, 0.4: 0.2397, 1: 0.1, 3: 0.00856 }[c]!; // scipy.stats.beta.cdf
      expect(below).toBeCloseTo(expected, 2);
    });
  });
});

describe("od-kd", () => {
  const of = (student: number[], teacher: number[], margin = 0) =>
    tidy(() =>
      numbers(teacherBounded(tensor([student]), tensor([teacher]), tensor([[1, 0]]), margin)),
    )[0]!;

  /** ‖[0.6, 0.4] − [1, 0]‖² = 0.32; of the teacher [0.8, 0.2] 0.08, of [0.5, 0.5] 0.5. */
  test("the error counts where it exceeds the teacher's, whatever the teacher says", () => {
    expect(of([0.6, 0.4], [0.8, 0.2])).toBeCloseTo(0.32, 6);
    expect(of([0.6, 0.4], [0.5, 0.5])).toBe(0);
    expect(of([0.6, 0.4], [0.5, 0.5], 0.2)).toBeCloseTo(0.32, 6);
  });

  test("equal weights of the classes: plain soft cross-entropy; background counts more", () => {
    const maps = { map1: { data: randomArray(30, 3), shape: [5, 3, 2] } };
    const mapped: Sample = {
      ...sample,
      student: { ...sample.student, ...maps, features: rows(6) },
      teachers: [{ ...sample.teachers[0]!, ...maps, features: rows(7) }],
      parts: { adapt: { model: { apply: (x: Tensor) => x } as never } },
    };
    const value = (changed: object) =>
      lossOf(odKd as Method, mapped, { ...odKd.options, mu: 0, nu: 0, ...changed });
    const soft = tidy(() => {
      const [zs, zt] = [asTensor(sample.student.logits!), asTensor(sample.teachers[0]!.logits!)];
      return numbers(crossEntropy(zs, zt.softmax()))[0]!;
    });
    expect(value({})).toBeCloseTo(soft, 5); // the hint is 0: equal maps
    expect(value({ background: 2 })).toBeGreaterThan(soft + 0.01);
    expect(() => value({ background: 4 })).toThrow("background must be the index of one of 4");
  });
});

test("a lesson falls to the method for the student, and to labels for a teacher", () => {
  const plan = { method: eskd, methodOptions: eskd.options, teachers: { t: {} } } as never;
  const [teacher, student] = stagesOf(plan) as [Training, Training];
  expect(lessonOf(plan, student)).toBe(eskd);
  expect(lessonOf(plan, teacher).loss).toBeUndefined();
});
