/** What methods promise that train one network several times: self-distill, ens-theory. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Method } from "#distill/method";
import { ensTheory } from "#distill/multi-teacher/ens-theory";
import { kd } from "#distill/response/kd";
import { none } from "#distill/response/none";
import { selfDistill } from "#distill/self/self-distill";
import { mostAccurate } from "#distill/stage";
import { quietTf } from "#record/quiet";
import { lossOf, oneHot, type Sample } from "#test/contracts/method-samples";
import { randomArray } from "#test/support/tensors";
import { run } from "#test/support/tiny-distillation";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

/** Trained on a dozen windows, with other options than the method's. */
function trained(entry: unknown, changed: object = {}) {
  const method = entry as Method;
  const methodOptions = { ...method.options, ...changed };
  return run(method, { methodOptions, ...(method.teachers === "none" && { teachers: {} }) });
}
const weightsOf = ({ network }: Awaited<ReturnType<typeof run>>["student"]) =>
  readWeights(network.model);

describe("self-distill", () => {
  test("with λ 0 the last generation is the student alone, bit for bit", async () => {
    const alone = await trained(none);
    const { student } = await trained(selfDistill, { lambda: 0 });
    expect(weightsOf(student)).toEqual(weightsOf(alone.student));
  });

  test("generations start from weights of their own and learn from the one before", async () => {
    const stages = selfDistill.stages([], selfDistill.options);
    expect(stages.map((stage) => "role" in stage && [stage.role, ...stage.teachers])).toEqual([
      ["generation-0"],
      ["generation-1", "generation-0"],
      ["student", "generation-1"],
    ]);
    const { student, teachers } = await trained(selfDistill, { lambda: 0 });
    const [first, second] = teachers.map(weightsOf);
    expect(first).not.toEqual(second);
    expect(second).not.toEqual(weightsOf(student));
  });

  test("the best generation is one of all, the first included", async () => {
    const { student, kept } = await trained(selfDistill, { keep: "best", generations: 1 });
    expect(kept.map(({ path }) => path)).toEqual(["generation-0", "generation-1"]);
    expect(["generation-0", "generation-1"]).toContain(student.role);
  });

  test("ties go to the lower loss, then to the earlier", () => {
    const scores = {
      a: { accuracy: 0.8, loss: 1 },
      b: { accuracy: 0.9, loss: 0.7 },
      c: { accuracy: 0.9, loss: 0.6 },
      d: { accuracy: 0.9, loss: 0.6 },
    };
    expect(mostAccurate(scores as never)).toBe("c");
  });

  test.each([[{ generations: 0 }], [{ generations: 1.5 }], [{ keep: "first" }]])(
    "refuses %o",
    (changed) => {
      expect(() => selfDistill.stages([], { ...selfDistill.options, ...changed })).toThrow(
        `self-distill: ${Object.keys(changed)[0]} must be`,
      );
    },
  );
});

describe("ens-theory", () => {
  const logits = (seed: number) => ({ data: randomArray(24, seed, [-3, 3]), shape: [6, 4] });
  const sample = (teachers: readonly ReturnType<typeof logits>[]): Sample => ({
    student: { logits: logits(1) },
    teachers: teachers.map((each) => ({ logits: each })),
    labels: oneHot([0, 3, 1, 1, 2, 0]),
  });

  test("is plain distillation from a teacher that answers the mean", () => {
    const [a, b] = [logits(2), logits(3)];
    const average = { ...a, data: a.data.map((x, i) => (x + b.data[i]!) / 2) };
    expect(lossOf(ensTheory, sample([a, b]))).toBeCloseTo(lossOf(kd, sample([average])), 4);
  });

  test("of one member it is plain distillation; members begin apart", async () => {
    const plain = await trained(kd);
    const single = await trained(ensTheory, { members: 1 });
    expect(weightsOf(single.student)).toEqual(weightsOf(plain.student));
    const { teachers } = await trained(ensTheory, { members: 3 });
    expect(teachers.map(({ role }) => role)).toEqual(["t", "t-2", "t-3"]);
    expect(new Set(teachers.map((each) => weightsOf(each).parameters.join())).size).toBe(3);
  });
});
