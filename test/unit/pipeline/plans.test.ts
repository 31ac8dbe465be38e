import { describe, expect, test } from "vitest";
import { kd } from "#distill/response/kd";
import { checkPlan, engineNamed, planFor } from "#src/pipeline/plans";
import { adam, sgd } from "#train/optimizers";
import { tiny, tinyConfig } from "./tiny-road.ts";

const choice = { name: "kd", options: {} };

describe("the plan", () => {
  test("takes the method's defaults, and what the configuration changes", () => {
    const plan = planFor(tinyConfig(), { name: "kd", options: { temperature: 2 } }, 7);
    expect(plan.method).toBe(kd);
    expect(plan.methodOptions).toEqual({ ...kd.options, temperature: 2 });
    expect(plan.seed).toBe(7);
    expect(plan.student.entry.name).toBe("cnn1d-tiny");
    expect(plan.teachers.big!.options).toEqual({ depth: 10, width: 1 });
  });

  test("none learns from nobody, whoever is configured", () => {
    expect(planFor(tinyConfig(), { name: "none", options: {} }, 1).teachers).toEqual({});
  });

  test("teachers are all that are configured, or those chosen, in the order chosen", () => {
    const { big } = tiny.teachers;
    const config = tinyConfig({ teachers: { a: big, b: big, c: big } });
    const roles = (teachers?: readonly string[]) =>
      Object.keys(
        planFor(config, { name: "pskd", options: {}, ...(teachers && { teachers }) }, 1).teachers,
      );
    expect(roles()).toEqual(["a", "b", "c"]);
    expect(roles(["c", "a"])).toEqual(["c", "a"]);
  });

  test("optimizers come with their options", () => {
    const train = {
      teacher: { optimizer: { name: "sgd", nesterov: true } },
      student: { optimizer: { name: "adam", beta1: 0.5 } },
    };
    const plan = planFor(tinyConfig({ train }), choice, 1);
    expect(plan.train.teacher.optimizer).toEqual({
      entry: sgd,
      options: { ...sgd.options, nesterov: true },
    });
    expect(plan.train.student.optimizer).toEqual({
      entry: adam,
      options: { ...adam.options, beta1: 0.5 },
    });
  });
});

describe("what cannot be trained is refused before anything is", () => {
  test("two teachers for a method of one", () => {
    const { big } = tiny.teachers;
    const config = tinyConfig({ teachers: { a: big, b: big } });
    expect(() => checkPlan(config, choice)).toThrow('"kd" learns from one teacher, got 2: a, b');
    expect(() => checkPlan(config, { ...choice, teachers: ["b"] })).not.toThrow();
  });

  test.each(["onnx-file", "ridge"])("a student that cannot be trained: %s", (network) => {
    const config = tinyConfig({ student: { network, inputs: ["acc"] } });
    expect(() => planFor(config, choice, 1)).toThrow(`"${network}" is not: it can only teach`);
  });

  test("mixed samples and outputs kept per sample", () => {
    const config = tinyConfig({
      augment: [{ name: "mixup" }],
      train: { student: { teacherViews: 2 } },
    });
    expect(() => planFor(config, choice, 1)).toThrow("`augment` mixes samples");
  });

  test("cross-fitting without outputs kept per sample", () => {
    const config = tinyConfig({ crossFit: { folds: 2 } });
    expect(() => planFor(config, choice, 1)).toThrow(
      "`crossFit` teaches with outputs kept per sample",
    );
  });
});

test.each(["ort", "tfjs"] as const)("engine %s", async (name) => {
  expect((await engineNamed(name)).name).toBe(name);
});
