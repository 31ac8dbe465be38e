/** What methods with assistants promise: takd, ces-kd, de-ta. */
import { scalar, setBackend, type Tensor, tensor1d, tidy, zeros } from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { NetworkEntry } from "#core/network";
import { Random } from "#core/random";
import type { distill } from "#distill/distill";
import type { NetworkPlan } from "#distill/distill-plan";
import type { Method } from "#distill/method";
import { cesKd, expertOf, expertsLetIn, quantileOf } from "#distill/multi-teacher/ces-kd";
import { bestWeights, deTa } from "#distill/multi-teacher/de-ta";
import { takd } from "#distill/multi-teacher/takd";
import { kd } from "#distill/response/kd";
import type { Stage, Training } from "#distill/stage";
import { mixtureDivergence } from "#distill/weighted-teachers";
import { quietTf } from "#record/quiet";
import { lossOf, oneHot, type Sample } from "#test/contracts/method-samples";
import { expectClose, randomArray } from "#test/support/tensors";
import { network, run } from "#test/support/tiny-distillation";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const logits = (seed: number, count = 6, range = 3) => ({
  data: randomArray(count * 4, seed, [-range, range]),
  shape: [count, 4],
});
const labels = [0, 3, 1, 1, 2, 0];
const sample: Sample = {
  student: { logits: logits(1) },
  teachers: [2, 3, 4].map((seed) => ({ logits: logits(seed) })),
  labels: oneHot(labels),
};
const weightsOf = ({ network: { model } }: Awaited<ReturnType<typeof distill>>["student"]) =>
  readWeights(model);
const by = (method: unknown, changed: object = {}) =>
  ({ method, changed: { methodOptions: { ...(method as Method).options, ...changed } } }) as {
    method: Method;
    changed: { methodOptions: object };
  };

describe("takd", () => {
  test.each(["fixed", "middle", "best"])(
    "without assistants it is plain distillation, bit for bit: %s",
    async (path) => {
      const plain = await run(kd as Method, by(kd).changed);
      const stepped = await run(takd as Method, by(takd, { path }).changed);
      expect(weightsOf(stepped.student)).toEqual(weightsOf(plain.student));
    },
  );

  test("by way of a copy of the teacher it is distillation from the copy", async () => {
    const teachers = { t: network, copy: network };
    const whole = await run(takd as Method, { ...by(takd).changed, teachers });
    const copy = whole.teachers.find(({ role }) => role === "copy")!;
    const { build: _, ...facts } = network.entry as NetworkEntry;
    const open = async () => ({ ...copy.network, pretrained: "copy" });
    const opened = { ...network, entry: { ...facts, paths: [], open } } as NetworkPlan;
    const plain = await run(kd as Method, { ...by(kd).changed, teachers: { copy: opened } });
    expect(weightsOf(whole.student)).toEqual(weightsOf(plain.student));
    expect(weightsOf(copy)).not.toEqual(weightsOf(whole.teachers[0]!));
  });

  test("every network of a fixed path learns from the one before", () => {
    const stages = takd.stages(["a", "b", "c"], takd.options) as Training[];
    expect(stages.map(({ role, teachers }) => [role, ...teachers].join(" < "))).toEqual([
      "a",
      "b < a",
      "c < b",
      "student < c",
    ]);
  });

  test("the assistant in the middle is the one nearest to the mean of both ends", async () => {
    const accuracy: Record<string, number> = { t: 0.9, a: 0.84, b: 0.7, "student-alone": 0.6 };
    const stages = takd.stages(["t", "a", "b"], { ...takd.options, path: "middle" });
    const choice = stages.find((stage) => "choose" in stage)!;
    const scores = Object.fromEntries(
      choice.of.map((role) => [role, { accuracy: accuracy[role]!, loss: 1 }]),
    );
    expect(choice.pick(scores)).toBe("b"); // mean 0.75
    const wide = { ...network, options: { ...network.options, filters: [4, 4, 4] } };
    const { student, teachers } = await run(takd as Method, {
      ...by(takd, { path: "middle" }).changed,
      teachers: { t: network, a: network, b: wide },
    });
    expect(student.role).toBe("student");
    expect(teachers.map(({ role }) => role)).toContain("assistant");
  });

  /** Accuracy of a network, and how far a teacher moves it: any function that rises with the teacher's accuracy. */
  interface World {
    readonly alone: readonly number[];
    readonly gains: readonly number[];
  }
  const score = ({ alone, gains }: World, i: number, j: number, teacher: number) => {
    const gap = Math.abs(i - j);
    return alone[i]! + (gains[i * 7 + j]! * teacher) / gap;
  };

  /** What the stages lead to where the world is as described; networks are "0" to "n", "n" the student. */
  function follow(stages: readonly Stage[], world: World, n: number): number {
    const found = new Map<string, number>();
    const indexOf = (role: string) => (role === "student" ? n : Number(role));
    const indices = new Map<string, number>();
    for (const stage of stages) {
      if ("measure" in stage) throw new Error("takd measures nothing");
      if ("choose" in stage) {
        const scores = Object.fromEntries(
          stage.of.map((role) => [role, { accuracy: found.get(role)!, loss: 0 }]),
        );
        const picked = stage.pick(scores);
        found.set(stage.choose, found.get(picked)!);
        indices.set(stage.choose, indices.get(picked)!);
        continue;
      }
      const i = indexOf(stage.network?.of ?? stage.role);
      const [teacher] = stage.teachers;
      indices.set(stage.role, i);
      found.set(
        stage.role,
        teacher === undefined
          ? world.alone[i]!
          : score(world, i, indices.get(teacher)!, found.get(teacher)!),
      );
    }
    return found.get("student")!;
  }

  /** The best of all paths from 0 to n, one by one. */
  function exhaustive(world: World, n: number): number {
    let best = Number.NEGATIVE_INFINITY;
    for (let mask = 0; mask < 2 ** (n - 1); mask++) {
      const path = [0];
      for (let i = 1; i < n; i++) if (mask & (1 << (i - 1))) path.push(i);
      path.push(n);
      let accuracy = world.alone[0]!;
      for (let k = 1; k < path.length; k++)
        accuracy = score(world, path[k]!, path[k - 1]!, accuracy);
      best = Math.max(best, accuracy);
    }
    return best;
  }

  test("dynamic programming ends at the best of all paths, up to six networks", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const worlds = fc.record({
      alone: fc.array(share, { minLength: 6, maxLength: 6 }),
      gains: fc.array(share, { minLength: 49, maxLength: 49 }),
    });
    fc.assert(
      fc.property(worlds, fc.integer({ min: 1, max: 5 }), (world, n) => {
        const roles = Array.from({ length: n }, (_, i) => String(i));
        const stages = takd.stages(roles, { ...takd.options, path: "best" });
        expect(follow(stages, world, n)).toBeCloseTo(exhaustive(world, n), 12);
      }),
    );
  });

  test("another path is the user's mistake", () => {
    expect(() => takd.stages(["t"], { ...takd.options, path: "long" })).toThrow(
      'takd: path must be fixed, middle, best; got "long"',
    );
  });
});

describe("ces-kd", () => {
  const at = (progress: number, changed: object = {}) =>
    lossOf(cesKd as never, { ...sample, progress }, { ...cesKd.options, ...changed });

  test("with one expert it is plain distillation", () => {
    const one = { ...sample, teachers: sample.teachers.slice(0, 1) };
    expect(lossOf(cesKd as never, one)).toBeCloseTo(lossOf(kd as never, one), 5);
  });

  test("strata by hand: difficulties 5 1 4 1 3, ranks 4 0 3 1 2", () => {
    tidy(() => {
      const difficulty = tensor1d([5, 1, 4, 1, 3]);
      expect([...expertOf(difficulty, 1).dataSync()]).toEqual([0, 0, 0, 0, 0]);
      expect([...expertOf(difficulty, 2).dataSync()]).toEqual([1, 0, 1, 0, 0]); // floor(2 · rank / 5)
      expect([...expertOf(difficulty, 5).dataSync()]).toEqual([4, 0, 3, 1, 2]);
    });
  });

  test("every sample has one expert, the harder the larger, and strata are even", () => {
    const difficulties = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(difficulties, fc.integer({ min: 1, max: 5 }), (values, experts) => {
        const found = tidy(() => [...expertOf(tensor1d(values), experts).dataSync()]);
        const counts = Array.from(
          { length: experts },
          (_, m) => found.filter((each) => each === m).length,
        );
        expect(counts.reduce((a, b) => a + b)).toBe(values.length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        for (const [a, x] of values.entries())
          for (const [b, y] of values.entries())
            if (x < y || (x === y && a < b)) expect(found[a]).toBeLessThanOrEqual(found[b]!);
      }),
      { numRuns: 60 },
    );
  });

  test("by what was seen lately, an easy batch is low as a whole, and the old fades", () => {
    tidy(() => {
      let seen: Tensor = zeros([64]);
      const memory = {
        read: () => seen,
        write: (_: string, value: Tensor) => {
          seen = value;
        },
      };
      const quantiles = (...values: number[]) => [
        ...quantileOf(tensor1d(values), memory).dataSync(),
      ];
      expectClose(quantiles(0.1, 3), [0.25, 0.75]); // of two, each counts half of itself
      for (let step = 0; step < 100; step++) quantiles(2, 3, 4, 5);
      const easy = quantiles(0.1, 0.1, 0.2);
      expect(Math.max(...easy)).toBeLessThan(0.1); // a tenth of what counts is this batch
      expect(easy[0]).toBe(easy[1]);
      expect(easy[2]).toBeGreaterThan(easy[0]!);
      for (let step = 0; step < 100; step++) quantiles(0.1, 0.1, 0.1);
      expect(quantiles(0.1)[0]).toBeCloseTo(0.5, 2);
    });
  });

  test("ranks are of the batch or of what was seen lately", () => {
    expect(() => cesKd.stages(["a"], { ...cesKd.options, ranks: "all" })).toThrow(
      'ces-kd: ranks must be "batch" or "running", got "all"',
    );
  });

  test("experts are let in one after the other, all of them at half of the training", () => {
    const letIn = (progress: number, curriculum = 0.5) => {
      const found = expertsLetIn(3, scalar(progress), { curriculum });
      return typeof found === "number" ? found : found.dataSync()[0];
    };
    expect([0, 0.24, 0.25, 0.49, 0.5, 0.99].map((progress) => letIn(progress))).toEqual([
      1, 1, 2, 2, 3, 3,
    ]);
    expect(letIn(0, 0)).toBe(3);
  });

  test("at first only the last configured, the smallest, is heard", () => {
    const last = { ...sample, teachers: sample.teachers.slice(-1) };
    expect(at(0)).toBeCloseTo(lossOf(kd as never, last), 5);
    expect(at(0.9)).not.toBeCloseTo(at(0), 3);
    expect(at(0.9, { judge: "expert" })).not.toBeCloseTo(at(0.9), 3);
  });
});

describe("de-ta", () => {
  const reference = (members: readonly { data: Float32Array; shape: number[] }[], seed = 1) => ({
    outputs: members.map((each) => ({ logits: each })),
    labels: Int32Array.from({ length: members[0]!.shape[0]! }, (_, n) => labels[n % 6]!),
    classes: 4,
    random: new Random(seed),
  });
  const averages = ["probabilities", "logits"] as const;
  const logOf = (row: readonly number[], label: number) => {
    const total = row.reduce((sum, z) => sum + Math.exp(z), 0);
    return row[label]! - Math.log(total);
  };
  /** Mean cross-entropy of the ensemble, written out. */
  function lossAt(
    members: readonly { data: Float32Array; shape: number[] }[],
    weights: ArrayLike<number>,
    average: string,
  ): number {
    const rows = members[0]!.shape[0]!;
    let total = 0;
    for (let n = 0; n < rows; n++) {
      const label = labels[n % 6]!;
      const own = members.map(({ data }) => [...data.subarray(4 * n, 4 * n + 4)]);
      total -=
        average === "logits"
          ? logOf(
              [0, 1, 2, 3].map((k) => own.reduce((sum, z, m) => sum + weights[m]! * z[k]!, 0)),
              label,
            )
          : Math.log(own.reduce((sum, z, m) => sum + weights[m]! * Math.exp(logOf(z, label)), 0));
    }
    return total / rows;
  }

  test.each(averages)(
    "weights of %s are shares, reproducible, no worse than even ones",
    (average) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 4 }),
          fc.integer({ min: 1, max: 999 }),
          (count, seed) => {
            const members = Array.from({ length: count }, (_, m) => logits(seed + 1000 * m, 12));
            const { data, shape } = bestWeights(reference(members), average);
            expect(shape).toEqual([count]);
            expect(data.every((share) => share >= 0)).toBe(true);
            expect(data.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
            expect(bestWeights(reference(members), average).data).toEqual(data);
            const found = lossAt(members, data, average);
            const even = members.map(() => 1 / count);
            expect(found).toBeLessThanOrEqual(lossAt(members, even, average) + 1e-5);
            for (const m of members.keys()) {
              const alone = members.map((_, i) => Number(i === m));
              expect(found).toBeLessThanOrEqual(lossAt(members, alone, average) + 1e-5);
            }
          },
        ),
        { numRuns: 8 },
      );
    },
  );

  test.each(averages)("one that dominates gets nearly all: %s", (average) => {
    const right = {
      data: Float32Array.from({ length: 48 }, (_, i) =>
        labels[Math.floor(i / 4) % 6] === i % 4 ? 6 : 0,
      ),
      shape: [12, 4],
    };
    const { data } = bestWeights(reference([logits(5, 12), right, logits(6, 12)]), average);
    expect(data[1]).toBeGreaterThan(0.9);
  });

  test.each(averages)("of equal assistants any weights teach the same: %s", (average) => {
    const equal = { ...sample, teachers: [2, 2, 2].map((seed) => ({ logits: logits(seed) })) };
    const taught = (weights: number[]) => {
      const constants = { weights: { data: Float32Array.from(weights), shape: [3] } };
      return lossOf(deTa as never, { ...equal, constants }, { ...deTa.options, average });
    };
    const plain = lossOf(kd as never, equal);
    for (const weights of [
      [1, 0, 0],
      [0.2, 0.3, 0.5],
    ])
      expect(taught(weights)).toBeCloseTo(plain, 4);
  });

  test("half and half, by hand: P = (½, ½) from two that are sure of opposite classes", () => {
    tidy(() => {
      // τ 1: P = ½ (0.8, 0.2) + ½ (0.2, 0.8); student (0.8, 0.2): KL = ½ log(0.5/0.8) + ½ log(0.5/0.2)
      const [up, down] = [
        [Math.log(0.8), Math.log(0.2)],
        [Math.log(0.2), Math.log(0.8)],
      ].map((row) => tensor1d(row).reshape([1, 2]));
      const found = mixtureDivergence(up!, [up!, down!], tensor1d([0.5, 0.5]), 1);
      expectClose(found.dataSync(), [0.5 * Math.log(0.625) + 0.5 * Math.log(2.5)]);
    });
  });

  test("without assistants it is plain distillation", async () => {
    const plain = await run(kd as Method, by(kd).changed);
    const { student } = await run(deTa as Method, by(deTa, { average: "logits" }).changed);
    expectClose(weightsOf(student).parameters, weightsOf(plain.student).parameters);
  });

  test("two assistants learn from the teacher, the student from them", () => {
    const stages = deTa.stages(["t", "a", "b"], deTa.options);
    const trained = stages.flatMap((stage) => ("role" in stage ? [stage] : []));
    expect(trained.map(({ role, teachers }) => [role, ...teachers].join(" < "))).toEqual([
      "t",
      "a < t",
      "b < t",
      "student < a < b",
    ]);
  });
});
