/** Methods that come down to another one: trained, their students are the same to the bit. */
import { scalar, setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import { quietTf } from "#record/quiet";
import { lecturesOf, lossOf } from "#test/contracts/method-samples";
import { run } from "#test/support/tiny-distillation";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

/** The student's weights. */
async function trained<Options extends object>(
  method: Method<Options>,
  changed: Partial<Options> = {},
): Promise<Float32Array> {
  const { student } = await run(method as never, {
    methodOptions: { ...method.options, ...changed },
    ...(method.teachers === "none" && { teachers: {} }),
  });
  return readWeights(student.network.model).parameters;
}

test("kd that weighs the labels alone trains as they do, whatever was augmented for its teacher", async () => {
  const alone = await trained(methods.none);
  expect(await trained(methods.kd, { lambda: 0 })).toEqual(alone);
  expect(await trained(methods.kd, { lambda: 0.5 })).not.toEqual(alone);
});

describe("eskd", () => {
  const half = { lambda: 0.5 }; // a weight that float32 holds exactly

  test("a teacher of all epochs and distillation to the end is plain kd", async () => {
    const whole = { ...half, teacherEpochs: 1, studentEpochs: 1 };
    const plain = await trained(methods.kd, half);
    expect(await trained(methods.eskd, whole)).toEqual(plain);
    expect(await trained(methods.eskd, { ...whole, teacherEpochs: 0.5 })).not.toEqual(plain);
    expect(await trained(methods.eskd, { ...whole, studentEpochs: 0.5 })).not.toEqual(plain);
  });

  test("distillation for no epoch is the labels alone", async () => {
    expect(await trained(methods.eskd, { studentEpochs: 0 })).toEqual(await trained(methods.none));
  });

  test("at the switch the loss jumps by the dropped term and what the labels gain, by nothing else", () => {
    const { eskd } = methods;
    const { options } = eskd;
    const at = (progress: number) => {
      const { hard, soft } = eskd.weights(options, scalar(progress));
      return [hard, soft].map((x) => (typeof x === "number" ? x : x.dataSync()[0]!));
    };
    const [early, before, after] = [0, options.studentEpochs - 1e-3, options.studentEpochs].map(at);
    expect(early).toEqual(before);
    expect(after).toEqual([1, 0]);
    expect(before![0]! + before![1]!).toBeCloseTo(1, 6);
    const [lecture] = lecturesOf(eskd as never);
    expect(lossOf(eskd as never, { ...lecture!.sample(), progress: 0 })).toBe(
      lossOf(eskd as never, { ...lecture!.sample(), progress: options.studentEpochs }),
    );
  });
});

test("srm: the dictionary says the teacher's maps better and better", async () => {
  const { teachers } = await run(methods.srm as never, {
    methodOptions: { ...methods.srm.options, dictionaryEpochs: 1 },
  });
  const losses = teachers[0]!.history.map(({ loss }) => loss);
  for (const [i, loss] of losses.slice(1).entries()) expect(loss).toBeLessThan(losses[i]!);
});
