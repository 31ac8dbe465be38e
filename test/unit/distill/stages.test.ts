/** What a method's stages do to networks, by methods made for the purpose. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { add, mean, memory, mul, type Scalar, setBackend, square } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { TrainedTask } from "#core/network";
import { type Distilled, distill } from "#distill/distill";
import { describeTraining, type NetworkPlan } from "#distill/distill-plan";
import { fitnet } from "#distill/feature/fitnet";
import { hsakd } from "#distill/feature/hsakd";
import { type Lesson, labelsOnly } from "#distill/lesson";
import { crossEntropy, softenedDivergence } from "#distill/losses";
import type { Method } from "#distill/method";
import { dml } from "#distill/online/dml";
import { chain, linear } from "#distill/parts";
import { kd } from "#distill/response/kd";
import type { Stage, Training } from "#distill/stage";
import { quietTf } from "#record/quiet";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { temporaryFolder } from "#test/support/temporary-folder";
import {
  dataOf,
  methodOf,
  network,
  planOf,
  run,
  size,
  windows,
} from "#test/support/tiny-distillation";
import { cpuEngine } from "#train/engines/eager";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const teacher: Training = { role: "t", teachers: [] };
const student: Training = { role: "student", teachers: ["t"] };
const weightsOf = ({ network: { model } }: Distilled["student"]) => readWeights(model).parameters;
/** Nothing is learnt: the loss depends on the weights, but not by anything above 0. */
const nothing: Lesson = { weights: () => ({ hard: 0, soft: 0 }) };

describe("a role trained twice", () => {
  const first: Training = { ...student, phase: "before", lesson: labelsOnly };

  test("goes on from where it stopped, and has folders of its own", async () => {
    const twice = await run(methodOf([teacher, first, { ...student, lesson: nothing }]));
    const once = await run(methodOf([teacher, { ...student, lesson: nothing }]));
    expect(twice.kept.map(({ path }) => path)).toEqual(["t", "student-before", "student"]);
    expect(twice.kept[2]!.after).toEqual(["windows", "student-before", "t"]);
    expect(weightsOf(twice.student)).not.toEqual(weightsOf(once.student));
    const alone = await run(methodOf([teacher, { ...student, phase: "before" }, student]));
    expect(weightsOf(alone.student)).not.toEqual(weightsOf(twice.student));
  });

  test("parts of the first are not those of the second", async () => {
    const parts: Lesson["parts"] = ({ student: shapes, nextSeed }) => ({
      extra: { model: chain(shapes.taps.features!, linear(2, nextSeed())), reads: "features" },
    });
    const lesson: Lesson = {
      weights: () => ({ hard: 1, soft: 1 }),
      parts,
      loss: ({ student: { taps } }) => mean(square(taps.extra!)),
    };
    const { student: last, teachers } = await run(
      methodOf([
        teacher,
        { ...teacher, phase: "more", lesson },
        { ...student, lesson: labelsOnly },
      ]),
    );
    expect(last.extended).toBe(last.network);
    expect(teachers[0]!.extended.taps).toEqual([...last.network.taps, "extra"]);
  });
});

test("a still learner is not moved; its parts are", async () => {
  const lesson: Lesson = {
    still: true,
    weights: () => ({ hard: 0, soft: 1 }),
    parts: ({ student: shapes, nextSeed }) => ({
      head: { model: chain(shapes.taps.features!, linear(2, nextSeed())) },
    }),
    loss: ({ student: { taps }, parts }) => mean(square(parts.head!(taps.features!))),
  };
  const plain = await run(methodOf([teacher, { ...student, lesson: nothing }]));
  const phased = await run(
    methodOf([teacher, { ...teacher, phase: "head", lesson }, { ...student, lesson: nothing }]),
  );
  const [before, after] = [plain, phased].map(({ teachers }) => teachers[0]!);
  expect(readWeights(after!.network.model)).toEqual(readWeights(before!.network.model));
  expect(after!.history.at(-1)!.loss).toBeLessThan(after!.history[0]!.loss);
});

test("hsakd: heads are added to a teacher that stays, and the student hears them", async () => {
  const options = { ...hsakd.options, heads: 3, joint: false };
  const method: Method = { ...hsakd, options } as never;
  const { teachers, student: last } = await run(method, {}, {});
  const plain = await run(methodOf([teacher, { ...student, lesson: nothing }]));
  const [kept, alone] = [teachers[0]!, plain.teachers[0]!];
  expect(readWeights(kept.network.model)).toEqual(readWeights(alone.network.model));
  const heads = ["head1", "head2", "head3"];
  expect(kept.extended.taps).toEqual([...kept.network.taps, ...heads]);
  expect(last.extended.taps).toEqual(kept.extended.taps);
  expect(last.network.taps).toEqual(kept.network.taps);
  expect(last.history.every(({ loss }) => Number.isFinite(loss))).toBe(true);
});

test("a share of the epochs: the schedule fits it, or is cut off", async () => {
  const rates = async (train: Training["train"]) => {
    const { teachers } = await run(methodOf([{ ...teacher, ...(train && { train }) }, student]));
    return teachers[0]!.history.map(({ learningRate }) => learningRate);
  };
  const whole = await rates(undefined);
  const fitted = await rates({ epochs: 0.5 });
  expect(whole.length).toBe(4);
  expect(fitted.length).toBe(2);
  expect(fitted[1]).toBeLessThan(whole[1]!);
  expect(await rates({ epochs: 0.5, cutSchedule: true })).toEqual(whole.slice(0, 2));
  expect((await rates({ epochs: 0.01 })).length).toBe(1);
});

describe("networks of a method's own roles", () => {
  const earlier: Training = { role: "earlier", teachers: [], network: { of: "student" } };

  test("are a configured one's, with a seed of their own or shared", async () => {
    const of = async (change: Partial<Training>) => {
      const stages = [
        { ...earlier, ...change },
        { ...student, teachers: ["earlier"], lesson: labelsOnly },
      ];
      const { student: last, teachers } = await run(methodOf(stages));
      return [weightsOf(teachers[0]!), weightsOf(last)];
    };
    const [own, last] = await of({});
    expect(own).not.toEqual(last);
    const [shared, same] = await of({ seedOf: "student" });
    expect(shared).toEqual(same); // λ = 0: the generation before, again
    const [wide] = await of({ network: { of: "student", options: { filters: [4, 4, 4] } } });
    expect(wide!.length).toBeGreaterThan(own!.length);
  });

  test("see the rows they are given", async () => {
    const rows: Training["rows"] = (set, random) => random.permutation(set.size).slice(0, 6).sort();
    const { subsets } = await run(
      methodOf([
        { ...earlier, rows },
        { ...student, teachers: ["earlier"] },
      ]),
    );
    expect(subsets).toEqual([6]);
  });
});

test("a choice stands for one of those evaluated; the student may be one", async () => {
  const seen: string[] = [];
  const ofStudent = (role: string): Training => ({ ...student, role, network: { of: "student" } });
  const {
    student: chosen,
    teachers,
    taughtBy,
  } = await run(
    methodOf([
      teacher,
      ofStudent("a"),
      ofStudent("b"),
      {
        choose: "student",
        of: ["a", "b"],
        pick(scores) {
          seen.push(...Object.keys(scores));
          expect(scores.a!.accuracy).toBeGreaterThanOrEqual(0);
          return scores.a!.loss < scores.b!.loss ? "b" : "a";
        },
      },
    ]),
  );
  expect(seen).toEqual(["a", "b"]);
  expect(["a", "b"]).toContain(chosen.role);
  expect(teachers.map(({ role }) => role)).toEqual(["t", chosen.role === "a" ? "b" : "a"]);
  expect(taughtBy.map(({ role }) => role)).toEqual(["t"]);
});

test("a role chosen before lends its network, whoever it was", async () => {
  const wide = { of: "student", options: { filters: [4, 4, 4] } };
  const { teachers } = await run(
    methodOf([
      teacher,
      { role: "wide", teachers: [], network: wide },
      { choose: "it", of: ["t", "wide"], pick: () => "wide" },
      { role: "again", teachers: [], network: { of: "it" } },
      { ...student, teachers: ["again"], lesson: nothing },
    ]),
  );
  const [first, second] = ["wide", "again"].map(
    (name) => teachers.find(({ role }) => role === name)!,
  );
  expect(weightsOf(second!).length).toBe(weightsOf(first!).length);
  expect(weightsOf(second!)).not.toEqual(weightsOf(first!)); // another role, another chance
});

test("teachers may learn from windows of their own; whoever is taught sees the student's", async () => {
  const stages = [
    teacher,
    { role: "again", teachers: [], network: { of: "t" } },
    { role: "assistant", teachers: ["t"], network: { of: "t" }, lesson: nothing },
    { role: "alone", teachers: [], network: { of: "student" } },
    student,
  ];
  const forTeachers = { data: dataOf(windows), dataKey: "other windows" };
  const { kept } = await run(methodOf(stages), {}, { forTeachers });
  expect(kept.map(({ path, after: [data] }) => [path, data])).toEqual([
    ["t", "other windows"],
    ["again", "other windows"],
    ["assistant", "windows"],
    ["alone", "windows"],
    ["student", "windows"],
  ]);
});

test("a measurement's constants reach the lessons after it, and its keys theirs", async () => {
  const lesson: Lesson = {
    weights: () => ({ hard: 1, soft: 1 }),
    loss: ({ student: { logits }, constants }) => mean(mul(logits, constants.shift!)),
  };
  const stages: Stage[] = [
    teacher,
    { role: "other", teachers: [], network: { of: "t" } },
    {
      measure: ["other"],
      part: "validation",
      taps: ["features"],
      constants({ outputs: [other], labels, classes }) {
        expect(other!.features!.shape).toEqual([size, 3]);
        expect([labels.length, classes]).toEqual([size, 2]);
        return { shift: { data: Float32Array.of(1), shape: [] } };
      },
    },
    student,
  ];
  const { kept } = await run(methodOf(stages, lesson));
  expect(kept.at(-1)!.after).toEqual(["windows", "t", "other"]);
});

test("peers are trained in the same steps, each from the other, and kept", async () => {
  const lesson: Lesson = {
    ...labelsOnly,
    run({ apply, minimize, labels }) {
      const learn = (own: string, other: string) => () => {
        const target = apply(other).logits;
        const { logits } = apply(own);
        const apart = mean(softenedDivergence(logits, target, 1));
        const loss: Scalar = add(crossEntropy(logits, labels), apart);
        return { loss };
      };
      const { loss } = minimize("student", learn("student", "peer"));
      return { loss, peer: minimize("peer", learn("peer", "student")).loss };
    },
  };
  const mutual: Training = {
    role: "student",
    teachers: [],
    lesson,
    peers: { peer: { of: "student" } },
  };
  const { student: own, teachers, kept } = await run(methodOf([mutual]));
  expect(kept.map(({ path }) => path)).toEqual(["student"]);
  expect(teachers.map(({ role }) => role)).toEqual(["peer"]);
  expect(weightsOf(teachers[0]!)).not.toEqual(weightsOf(own));
  expect(own.history.at(-1)!.loss).toBeLessThan(own.history[0]!.loss);
});

test("a teacher in training mode drifts; in inference mode it does not", async () => {
  const statistics = async (lively: boolean) => {
    const lesson: Lesson = { ...(kd as Method), lively: () => lively };
    const method = { ...methodOf([teacher, student], lesson), options: kd.options };
    const { teachers } = await run(method, { methodOptions: kd.options });
    return readWeights(teachers[0]!.network.model);
  };
  const [still, drifted] = [await statistics(false), await statistics(true)];
  expect(drifted.parameters).toEqual(still.parameters);
  expect(drifted.statistics).not.toEqual(still.statistics);
});

describe("a network that comes trained", () => {
  const { build, ...facts } = cnn1dTiny;
  const opened: NetworkPlan = {
    ...network,
    entry: {
      ...facts,
      paths: [],
      open: async ({ inputs, classes }: TrainedTask, options: never) => ({
        ...build({ inputs, classes: classes.length, seed: 5 }, options),
        pretrained: "its hash",
      }),
    } as never,
  };
  const teachers = { t: opened };
  const lesson: Lesson = {
    still: true,
    weights: () => ({ hard: 0, soft: 1 }),
    parts: ({ student: shapes, nextSeed }) => ({
      head: { model: chain(shapes.taps.features!, linear(2, nextSeed())), reads: "features" },
    }),
    loss: ({ student: { taps } }) => mean(square(taps.head!)),
  };

  test("is known by its content, and never trained, by a lesson neither", async () => {
    const taught = { ...teacher, lesson: { ...lesson, still: false } };
    for (const stage of [teacher, taught]) {
      const { teachers: found, kept } = await run(methodOf([stage, student]), { teachers });
      expect(kept.map(({ path }) => path)).toEqual(["student"]);
      expect(kept[0]!.after).toEqual(["windows", "its hash"]);
      expect(found[0]!.extended).toBe(found[0]!.network);
    }
  });

  test("can have parts of its own, trained beside it", async () => {
    const stages = [teacher, { ...teacher, phase: "head", lesson }, student];
    const { teachers: found, kept } = await run(methodOf(stages), { teachers });
    expect(kept.map(({ path }) => path)).toEqual(["t-head", "student"]);
    expect(kept[0]!.after).toEqual(["windows", "its hash"]);
    expect(found[0]!.extended.taps.at(-1)).toBe("head");
    expect(found[0]!.history.at(-1)!.loss).toBeLessThan(found[0]!.history[0]!.loss);
  });
});

test("released, it leaves nothing in memory: networks, parts, peers", async () => {
  const before = memory().numTensors;
  const held = [await run(fitnet as Method), await run(dml as unknown as Method, { teachers: {} })];
  expect(memory().numTensors).toBeGreaterThan(before);
  for (const { release } of held) release();
  expect(memory().numTensors).toBe(before);
});

describe("what is refused", () => {
  test("kept outputs where teachers have to be live", async () => {
    const method = { ...methodOf([teacher, student]), needs: ["live-teachers"] } as Method;
    await expect(run(method, { teacherViews: 2 })).rejects.toThrow(
      'method "made-up" wants teachers inside every step',
    );
  });

  const looking: readonly [string, Stage][] = [
    ["chooses student", { choose: "student", of: ["t"], pick: () => "t" }],
    ["measures t", { measure: ["t"], part: "validation", constants: () => ({}) }],
  ];

  test.each(looking)("without a validation part: %s", async (does, stage) => {
    const method = methodOf([teacher, stage, student]);
    const data = { ...dataOf(windows), validation: undefined };
    const failed = distill(planOf(method), {
      engine: cpuEngine(),
      data,
      dataKey: "",
      keeper: {
        async stage({ path }, produce) {
          const folder = join(await temporaryFolder(), path);
          await mkdir(folder, { recursive: true });
          await produce(folder);
          return { key: path, folder };
        },
      },
      folderOf: (role) => role,
      clock: () => new Date(0),
    });
    await expect(failed).rejects.toThrow(`${does} on the validation part, and there is none`);
  });
});

describe("the description of a training", () => {
  const described = (stage: Training, method = methodOf([])) =>
    describeTraining(planOf(method), stage) as Record<string, unknown>;

  test("says nothing of the method where labels alone teach: methods share it", () => {
    expect(described(teacher).method).toBeNull();
    expect(described(teacher)).toEqual(described(teacher, kd as Method));
  });

  test("is another method's where its lesson is: whoever teaches alike shares it", () => {
    const lesson: Lesson = { ...(kd as Method), of: { method: "kd", options: kd.options } };
    const lent = described({ ...student, lesson }).method;
    expect(lent).toEqual(described(student, kd as Method).method);
  });

  test("tells methods, phases, rows and shares of the epochs apart", () => {
    const all = [
      described(student, kd as Method),
      described({ ...student, phase: "before" }, kd as Method),
      described(teacher),
      described({ ...teacher, rows: () => Int32Array.of(0) }),
      described({ ...teacher, train: { epochs: 0.5 } }),
      described({ ...teacher, seedOf: "student" }),
    ].map((each) => JSON.stringify(each));
    expect(new Set(all).size).toBe(all.length);
  });
});
