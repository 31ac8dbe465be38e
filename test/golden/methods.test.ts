/** Against PyTorch: losses and gradients in methods.json, made by scripts/golden/methods.py. */
import {
  cumsum,
  exp,
  grad,
  mean,
  mul,
  onesLike,
  pow,
  reverse,
  type Scalar,
  scalar,
  setBackend,
  sigmoid,
  slice,
  softmax,
  sum,
  type Tensor,
  tensor,
  tidy,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { wordsOf } from "#distill/dictionary";
import { crossing } from "#distill/feature/ab";
import { flow } from "#distill/feature/fsp";
import { factorDistance } from "#distill/feature/ft";
import { pyramidDistance } from "#distill/feature/reviewkd";
import { codeDistance } from "#distill/feature/srm";
import { negativeLogLikelihood } from "#distill/feature/vid";
import { alignTime } from "#distill/feature-maps";
import type { LossInput, Outputs } from "#distill/lesson";
import { meanSquare } from "#distill/losses";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import { responseTerm } from "#distill/multi-teacher/ca-mkd";
import { balancedDivergence } from "#distill/online/bd-kd";
import { mutualLoss } from "#distill/online/dml";
import { neighbourDistance } from "#distill/relation/cc";
import { contrastive } from "#distill/relation/crd";
import { relations } from "#distill/relation/mrd";
import { correlations } from "#distill/relation/sk-kd";
import { teacherBounded } from "#distill/response/od-kd";
import { termOf } from "#distill/term";
import { quietTf } from "#record/quiet";
import { type Inputs, readGoldenMethods } from "#test/support/golden-methods";
import { same } from "#test/support/same-map";
import { expectClose } from "#test/support/tensors";

interface Case {
  readonly value: number;
  readonly gradient: readonly number[];
}

const golden = readGoldenMethods<Case>("test/golden/methods.json");
const { labels } = golden;

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

type Loss = (own: Tensor, inputs: Inputs) => Scalar;

/** The method's term, β 1, with the argument as the student's map, features or logits. */
function term(
  method: unknown,
  kind: "map" | "features" | "logits",
  changed: object = {},
  teachers = ["teacher"],
): Loss {
  const { options } = method as Method;
  return (own, inputs) => {
    const outputs = (who: string, replaced: object): Outputs => {
      const { map, features, logits } = {
        map: inputs[`${who}Map`]!,
        features: inputs[`${who}Features`]!,
        logits: inputs[`${who}Logits`]!,
        ...replaced,
      };
      return { logits, taps: { map, features } };
    };
    const input = {
      student: outputs("student", { [kind]: own }),
      teachers: teachers.map((who) => outputs(who, {})),
      labels: labels(),
      parts: {},
    };
    return termOf(method as Method, input as unknown as LossInput, {
      ...options,
      beta: 1,
      ...changed,
    });
  };
}

/** The term of a method whose branches are taps of the student, at the end of the training. */
function grown(method: unknown, student: Outputs, options: object): Scalar {
  const input = { student, teachers: [], labels: labels(), parts: {}, progress: scalar(1) };
  return termOf(method as Method, input as unknown as LossInput, options);
}

const several = ["teacher", "second", "third"];

const losses: Readonly<Record<string, readonly [string, Loss]>> = {
  at: ["studentMap", term(methods.at, "map")],
  nst: ["studentMap", term(methods.nst, "map")],
  sp: ["studentMap", term(methods.sp, "map")],
  rkd: ["studentFeatures", term(methods.rkd, "features")],
  pkt: ["studentFeatures", term(methods.pkt, "features")],
  kd: ["studentLogits", term(methods.kd, "logits")],
  kd_standardised: ["studentLogits", term(methods.kd, "logits", { standardise: true })],
  dkd: ["studentLogits", term(methods.dkd, "logits", { beta: 8 })],
  aver: ["studentLogits", term(methods.aver, "logits", {}, several)],
  ebkd: ["studentLogits", term(methods.ebkd, "logits", {}, several)],
  aekd: ["studentLogits", term(methods.aekd, "logits", {}, several)],
  ca_mkd: [
    "studentLogits",
    (own, inputs) => {
      const outputs = (logits: Tensor) => ({ logits, taps: {} });
      const teachers = several.map((who) => outputs(inputs[`${who}Logits`]!));
      return responseTerm({ student: outputs(own), teachers, labels: labels() }, 4);
    },
  ],
  mix_kd: ["studentLogits", term(methods.mixKd, "logits")],
  tf_kd: [
    "studentLogits",
    (own) => {
      const { loss, options } = methods.tfKd;
      const student = { logits: own, taps: {} };
      const input = { student, teachers: [], labels: labels() };
      return loss!(input as unknown as LossInput, options);
    },
  ],
  dml: [
    "studentLogits",
    (own, { teacherLogits }) =>
      mutualLoss(own, [teacherLogits!, teacherLogits!], labels(), { alpha: 1, temperature: 1 }),
  ],
  bd_kd: [
    "studentLogits",
    (own, { teacherLogits }) =>
      balancedDivergence(own, teacherLogits!, scalar(0.5), methods.bdKd.options),
  ],
  one: [
    "studentLogits",
    (own, { teacherLogits, secondLogits }) => {
      const taps = { branch2: teacherLogits!, gate: slice(secondLogits!, [0, 0], [-1, 2]) };
      const { options } = methods.one;
      return grown(methods.one, { logits: own, taps }, { ...options, branches: 2 });
    },
  ],
  oemc: [
    "studentLogits",
    (own, { teacherLogits }) => {
      const taps = { sibling1: teacherLogits! };
      const { options } = methods.oemc;
      return grown(methods.oemc, { logits: own, taps }, { ...options, widths: [2] });
    },
  ],
  ab: ["studentMap", (own, { teacherMap }) => sum(crossing(own, teacherMap!, 1))],
  ft: ["studentMap", (own, { teacherMap }) => factorDistance(own, teacherMap!)],
  reviewkd: ["studentMap", (own, { teacherMap }) => pyramidDistance(own, same(3), teacherMap!)],
  sk_kd: [
    "studentMap",
    (own, { teacherMap }) => meanSquare(correlations(teacherMap!), correlations(own)),
  ],
  srm: [
    "studentMap",
    (own, { teacherMap }) => codeDistance(sigmoid(own), wordsOf(sigmoid(teacherMap!))),
  ],
  cc: ["studentFeatures", (own, { teacherFeatures }) => neighbourDistance(own, teacherFeatures!)],
  od_bounded: [
    "studentLogits",
    (own, { teacherLogits }) =>
      mean(teacherBounded(softmax(own), softmax(teacherLogits!), labels(), 0)),
  ],
  fsp: [
    "studentMap",
    (own, { studentNext, teacherMap, teacherNext }) => {
      const plain = { normalise: false };
      return meanSquare(flow(own, studentNext!, plain), flow(teacherMap!, teacherNext!, plain));
    },
  ],
  vid: [
    "studentMap",
    (own, { teacherMap }) =>
      negativeLogLikelihood(own, same(3), teacherMap!, tensor([[0.5, -1, 2]])),
  ],
  mrd: [
    "studentFeatures",
    (own, { teacherFeatures: t }) => {
      const apart = relations([own, cumsum(reverse(own, 1), 1)]).sub(
        relations([t!, cumsum(t!, 1)]),
      );
      return mul(mean(sum(pow(apart, 2), [1, 2])), 1 / 4);
    },
  ],
  crd: [
    "studentLogits",
    (own, { teacherLogits }) => {
      const far = exp(teacherLogits!);
      return contrastive(exp(slice(own, [0, 0], [-1, 1])).flatten(), far, onesLike(far), 0.25);
    },
  ],
  pool: ["studentMap", (own) => sum(pow(alignTime(own, 4), 3))],
};

test("every case of the file is looked at", () => {
  expect(Object.keys(losses).sort()).toEqual(Object.keys(golden.cases).sort());
});

describe.each(Object.entries(golden.cases))("%s", (name, { value, gradient }) => {
  test("value and gradient are those of PyTorch", () => {
    tidy(() => {
      const inputs = golden.inputs();
      const [key, loss] = losses[name]!;
      const own = inputs[key]!;
      const size = Math.max(...gradient.map(Math.abs));
      expectClose(loss(own, inputs).dataSync(), [value], { absolute: 1e-6 });
      const found = grad((x) => loss(x, inputs))(own).dataSync();
      expectClose(found, gradient, { absolute: 1e-5 * size, relative: 1e-3 });
    });
  });
});
