/** Against PyTorch: whole terms with their parts, in method-terms.json, made by scripts/golden/method-terms.py. */
import {
  grads,
  matMul,
  mean,
  type Scalar,
  scalar,
  setBackend,
  slice,
  type Tensor,
  tensor,
  tidy,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Lesson, LossInput, Outputs } from "#distill/lesson";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import type { Training } from "#distill/stage";
import { termOf } from "#distill/term";
import { quietTf } from "#record/quiet";
import { type Inputs, labelTensor, readGoldenMethods } from "#test/support/golden-methods";
import { expectClose } from "#test/support/tensors";

interface Case {
  readonly value: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const golden = readGoldenMethods<Case>("test/golden/method-terms.json");

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

type Step = Partial<Omit<LossInput, "held">>;
type Parts = LossInput["parts"];

function term(method: unknown, step: Step, changed: object = {}, lesson = method): Scalar {
  const input = {
    labels: golden.labels(),
    progress: scalar(1),
    teachers: [],
    parts: {},
    ...step,
  };
  const options = { ...(method as Method).options, ...changed };
  return termOf(lesson as Lesson, input as never, options);
}

const outputs = (logits: Tensor, taps: Inputs): Outputs => ({ logits, taps });

/** A linear map without bias, from the corner of the common weights. */
function linear({ weights }: Inputs, rows: number, columns: number): Parts[string] {
  const corner = slice(weights!, [0, 0], [rows, columns]);
  return (x) => {
    const flat = x!.reshape([-1, rows]);
    return matMul(flat, corner).reshape([...x!.shape.slice(0, -1), columns]);
  };
}

/** The parts of a normed linear map of that name. */
function normed(inputs: Inputs, name: string, rows: number, columns: number): Parts {
  const vector = (from: string) => () => slice(inputs[from]!, [0, 0], [1, columns]);
  return {
    [name]: linear(inputs, rows, columns),
    [`${name}Scale`]: vector("scale"),
    [`${name}Shift`]: vector("shift"),
  };
}

/** Memories by name, as steps leave them. */
function memoryOf(held: Record<string, Tensor>): Pick<LossInput, "read" | "write"> {
  return {
    read: (name) => held[name]!,
    write(name, value) {
      held[name] = value;
    },
  };
}

const features = (x: Inputs, who: string) => x[`${who}Features`]!;

function fitnet(x: Inputs): Scalar {
  const student = outputs(x.studentLogits!, {
    map: x.studentMap!,
    features: features(x, "student"),
  });
  const teacher = outputs(x.teacherLogits!, {
    map: x.teacherMap!,
    features: features(x, "teacher"),
  });
  const parts = normed(x, "regressor", 3, 3);
  return term(methods.fitnet, { student, teachers: [teacher], parts }, { hint: 1, beta: 1 });
}

const views = { transforms: 2, heads: 1 };
const viewLabels = () => labelTensor([3, 1, 3, 1]);

function hsakd(x: Inputs): Scalar {
  const student = outputs(x.viewLogits!, { head1: x.viewHead! });
  const teacher = outputs(x.viewTeacherLogits!, { head1: x.viewTeacherHead! });
  return term(methods.hsakd, { student, teachers: [teacher], labels: viewLabels() }, views);
}

function hsakdLabels(x: Inputs): Scalar {
  const { options } = methods.hsakd;
  const [teacher] = methods.hsakd.stages(["t"], options) as Training[];
  const student = outputs(x.viewLogits!, { head1: x.viewHead! });
  return term(methods.hsakd, { student, labels: viewLabels() }, views, teacher!.lesson);
}

function caMkd(x: Inputs): Scalar {
  const of = (who: string) =>
    outputs(x[`${who}Logits`]!, { map: x[`${who}Deep`]!, features: features(x, "teacher") });
  const tail = (map?: Tensor) => linear(x, 4, 4)(mean(map!, 1));
  const parts = {
    ...normed(x, "regressor0", 4, 4),
    ...normed(x, "regressor1", 4, 4),
    ...{ tail0: tail, tail1: tail },
  };
  const teachers = [of("teacher"), of("second")];
  return term(methods.caMkd, { student: of("student"), teachers, parts });
}

function reviewkd(x: Inputs): Scalar {
  const of = (who: string) =>
    outputs(x[`${who}Logits`]!, {
      ...{ map: x[`${who}Map`]!, deep: x[`${who}Deep`]! },
      features: features(x, who),
    });
  const parts = {
    into0: linear(x, 4, 2),
    into1: linear(x, 3, 2),
    attendOwn1: linear(x, 2, 2),
    attendDeeper1: linear(x, 2, 2),
    ...normed(x, "out0", 6, 4),
    ...normed(x, "out1", 6, 3),
  };
  return term(methods.reviewkd, { student: of("student"), teachers: [of("teacher")], parts });
}

function odKd(x: Inputs): Scalar {
  const of = (who: string) =>
    outputs(x[`${who}Logits`]!, { map: x[`${who}Map`]!, features: features(x, who) });
  const parts = { adapt: linear(x, 3, 3) };
  const step = { student: of("student"), teachers: [of("teacher")], parts };
  return term(methods.odKd, step, { background: 3 });
}

function oemc(x: Inputs): Scalar {
  const student = outputs(x.studentLogits!, {
    ...{ first: x.studentMap!, deep: x.studentDeep! },
    features: features(x, "student"),
    "sibling1-deep": x.secondDeep!,
    sibling1: x.secondLogits!,
  });
  const parts = { "adapter0-deep": linear(x, 4, 4) };
  return term(methods.oemc, { student, parts }, { widths: [2] });
}

/** At the start of a period the narrow mask teaches, at its end the wide one. */
function asdt(x: Inputs, phase: number): Scalar {
  const student = outputs(x.studentLogits!, {
    ...{ map: x.studentMap!, features: features(x, "student") },
    ...{ narrow: x.stepNarrow!, wide: x.stepWide!, steps: x.stepLogits! },
  });
  return term(methods.asdt, { student, ...memoryOf({ phase: scalar(phase) }) });
}

/** Rows 0, 3, 4 and 7 of 8 are drawn. */
function crd(x: Inputs, steps: number): Scalar {
  const of = (who: string) => outputs(x[`${who}Logits`]!, { features: features(x, who) });
  const { studentBank, teacherBank } = x;
  const none = { studentScale: scalar(0), teacherScale: scalar(0) };
  const step = {
    ...{ student: of("student"), teachers: [of("teacher")] },
    parts: { student: linear(x, 7, 2), teacher: linear(x, 7, 2) },
    sampleIds: tensor([1, 3, 4, 6, 7], [5], "int32"),
    constants: { classOfRows: tensor([2, 0, 1, 3, 1, 0, 1, 2]) },
    noise: () => tensor([0.1, 0.4, 0.6, 0.95]),
    ...memoryOf({ studentBank: studentBank!, teacherBank: teacherBank!, ...none }),
  };
  const losses = Array.from({ length: steps }, () => term(methods.crd, step, { beta: 1 }));
  return losses.at(-1)!;
}

const terms: Readonly<Record<string, (inputs: Inputs) => Scalar>> = {
  asdt_narrow: (x) => asdt(x, 3),
  asdt_wide: (x) => asdt(x, 99),
  ca_mkd: caMkd,
  crd_first: (x) => crd(x, 1),
  crd_third: (x) => crd(x, 3),
  fitnet,
  hsakd,
  hsakd_labels: hsakdLabels,
  od_kd: odKd,
  oemc,
  reviewkd,
};

test("every case of the file is looked at", () => {
  expect(Object.keys(terms).sort()).toEqual(Object.keys(golden.cases).sort());
});

describe.each(Object.entries(golden.cases))("%s", (name, { value, gradients }) => {
  test("value and gradients are those of PyTorch", () => {
    tidy(() => {
      const inputs = golden.inputs();
      expectClose(terms[name]!(inputs).dataSync(), [value], { absolute: 1e-6, relative: 1e-5 });
      const names = Object.keys(gradients);
      const found = grads((...own: Tensor[]) => {
        const moved = Object.fromEntries(own.map((x, i) => [names[i]!, x]));
        return terms[name]!({ ...inputs, ...moved });
      })(names.map((each) => inputs[each]!));
      const size = Math.max(...Object.values(gradients).flat().map(Math.abs));
      for (const [i, each] of names.entries())
        expectClose(found[i]!.dataSync(), gradients[each]!, {
          absolute: 2e-5 * size,
          relative: 1e-3,
        });
    });
  });
});
