/** What methods promise whose networks learn from each other, one by one. */
import { grad, scalar, setBackend, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { crossEntropy, softenedDivergence } from "#distill/losses";
import { balancedDivergence, bdKd } from "#distill/online/bd-kd";
import { dml, mutualLoss } from "#distill/online/dml";
import type { Training } from "#distill/stage";
import { quietTf } from "#record/quiet";
import { oneHot } from "#test/contracts/method-samples";
import { expectClose, randomArray } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const rows = 5;
const logits = (seed: number, range = 3) =>
  tensor(randomArray(rows * 4, seed, [-range, range]), [rows, 4]);
const labels = () => tensor(oneHot([0, 3, 1, 1, 2]).data, [rows, 4]);
const value = (compute: () => Tensor) => tidy(() => compute().dataSync()[0]!);
const wild = (x: Tensor) => x.sign().mul(1e4);

describe("dml", () => {
  const options = { alpha: 1, temperature: 1 };

  test("the student and its peers have equal networks, other seeds, and no teachers", () => {
    const stages = dml.stages([], { ...dml.options, peers: 2 }) as Training[];
    expect(stages).toEqual([
      {
        role: "student",
        teachers: [],
        peers: { peer1: { of: "student" }, peer2: { of: "student" } },
      },
    ]);
    expect(() => dml.stages([], { ...dml.options, peers: 0 })).toThrow(/1 or more/);
  });

  test("swapping two networks swaps their losses; where they agree the labels are left", () => {
    tidy(() => {
      const [a, b] = [logits(1), logits(2)];
      const losses = (own: Tensor, other: Tensor) => [
        mutualLoss(own, [other], labels(), options),
        mutualLoss(other, [own], labels(), options),
      ];
      const [first, second] = losses(a, b).map((x) => x.dataSync()[0]!);
      expect(losses(b, a).map((x) => x.dataSync()[0]!)).toEqual([second, first]);
      expect(first).not.toBeCloseTo(second!, 3);
      expectClose(
        mutualLoss(a, [a, a], labels(), options).dataSync(),
        crossEntropy(a, labels()).dataSync(),
      );
    });
  });

  test("several peers count as much as one", () => {
    const [one, two] = [2, 3].map((seed) =>
      value(() => mutualLoss(logits(1), [logits(seed)], labels(), options)),
    );
    const both = value(() => mutualLoss(logits(1), [logits(2), logits(3)], labels(), options));
    expect(both).toBeCloseTo((one! + two!) / 2, 4);
  });

  test("is finite at logits of ±10 000", () => {
    expect(
      Number.isFinite(
        value(() => mutualLoss(wild(logits(1)), [wild(logits(2))], labels(), options)),
      ),
    ).toBe(true);
  });
});

describe("bd-kd", () => {
  const balanced = (student: Tensor, teacher: Tensor, changed: object = {}, progress = 0.5) =>
    balancedDivergence(student, teacher, scalar(progress), { ...bdKd.options, ...changed });

  test("online the teacher is a peer; offline it is trained before", () => {
    const [online] = bdKd.stages(["fuse"], bdKd.options) as Training[];
    expect(online).toMatchObject({
      role: "student",
      teachers: [],
      peers: { fuse: { of: "fuse" } },
    });
    const offline = bdKd.stages(["fuse"], { ...bdKd.options, offline: true });
    expect(offline).toEqual([
      { role: "fuse", teachers: [] },
      { role: "student", teachers: ["fuse"] },
    ]);
  });

  test("is 0 where both agree, its gradient too, and positive elsewhere", () => {
    tidy(() => {
      const [zs, zt] = [logits(1), logits(2)];
      expect(balanced(zs, zs).dataSync()[0]).toBeCloseTo(0, 5);
      expectClose(grad((x) => balanced(x, zs))(zs).dataSync(), new Float32Array(rows * 4), {
        absolute: 1e-5,
      });
      expect(balanced(zs, zt).dataSync()[0]).toBeGreaterThan(0.1);
    });
  });

  test("ν = 1, and the warm-up, are the symmetric loss; swapping the networks swaps the divergences", () => {
    tidy(() => {
      const [zs, zt] = [logits(1), logits(2)];
      const both = softenedDivergence(zs, zt, 2)
        .add(softenedDivergence(zt, zs, 2))
        .mean()
        .dataSync();
      for (const found of [
        balanced(zs, zt, { nu: 1 }),
        balanced(zt, zs, { nu: 1 }),
        balanced(zs, zt, { warmUp: 0.6 }),
      ])
        expectClose(found.dataSync(), both);
      expect(balanced(zs, zt).dataSync()[0]).toBeGreaterThan(both[0]! + 0.1);
    });
  });

  test("a student sharper than its teacher gets ν on the forward divergence, a calmer one on the reverse", () => {
    tidy(() => {
      const [sharp, calm] = [tensor([[6, 0, 0, 0]]), tensor([[0, 1, 0, 0]])];
      const options = { nu: 3, temperature: 1 };
      const [toCalm, toSharp] = [
        softenedDivergence(sharp, calm, 1),
        softenedDivergence(calm, sharp, 1),
      ];
      expectClose(balanced(sharp, calm, options).dataSync(), toCalm.mul(3).add(toSharp).dataSync());
      expectClose(balanced(calm, sharp, options).dataSync(), toSharp.add(toCalm.mul(3)).dataSync());
    });
  });

  test("a constant added to a sample's logits changes nothing; logits of ±10 000 are finite", () => {
    const plain = value(() => balanced(logits(1), logits(2)));
    const shift = () => tensor([[1], [-2], [3], [40], [-5]]);
    expect(value(() => balanced(logits(1).add(shift()), logits(2).sub(shift())))).toBeCloseTo(
      plain,
      3,
    );
    expect(Number.isFinite(value(() => balanced(wild(logits(1)), wild(logits(2)))))).toBe(true);
  });
});
