/** Every lesson of every method as a training step: recorded and run by onnxruntime it moves as it does in tf.js. */
import { ones, setBackend, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { mapValues } from "#core/map-values";
import type { Network } from "#core/network";
import { Random } from "#core/random";
import type { Lesson } from "#distill/lesson";
import { keptName, type LessonSpec, lessonProgram } from "#distill/lesson-program";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import { applyNetwork } from "#record/inference";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { expectClose, randomArray } from "#test/support/tensors";
import type { Arrays, Engine } from "#train/engine";
import { cpuEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import { sgd } from "#train/optimizers";
import { readWeights } from "#train/weights";
import { batch, classes, type Lecture, lecturesOf, oneHot } from "./method-samples.ts";

quietTf();
beforeAll(async () => {
  await setBackend("cpu");
});

const steps = 3;
const channels = { acc: ["x", "y"] };
const entries = Object.entries(methods) as unknown as readonly (readonly [string, Method])[];
const lectures = entries.flatMap(([name, method]) =>
  lecturesOf(method).map((lecture) => [name, lecture.label, method, lecture] as const),
);

function programOf(method: Method, lecture: Lecture, kept = false) {
  const { lesson, learner, teachers, sample } = lecture;
  const { constants = {}, memory = {} } = sample();
  const spec: LessonSpec = {
    lesson,
    options: method.options,
    learner,
    peers: lecture.peers,
    teachers: teachers.map((network) =>
      kept
        ? { kind: "views", views: [keptOf(network, 0, method, lesson)], network }
        : { kind: "live", network },
    ),
    constants,
    memory,
  };
  const optimizer = { entry: sgd as never, options: sgd.options };
  return lessonProgram(spec, {
    inputs: {
      ...{ acc: [batch, 8, 2], labels: [batch, classes], sampleIds: [batch], progress: [] },
      ...(kept ? mapValues(keptInputs(method, lecture, 0), ({ shape }) => shape) : {}),
    },
    channels,
    classCounts: { data: Float32Array.of(7, 5, 3, 1), shape: [classes] },
    rule: { optimizer, clipNorm: 1 },
  });
}

const windowsOf = (step: number) => ({
  data: randomArray(batch * 16, 10 + step),
  shape: [batch, 8, 2],
});

/** What the teacher says to the windows of a step, or to the lesson's copies of them. */
function keptOf(network: Network, step: number, { options }: Method, lesson: Lesson): Arrays {
  return tidy(() => {
    const { data, shape } = windowsOf(step);
    const windows = { acc: tensor(data, shape) };
    const unread = { labels: ones([batch, classes]), sampleIds: ones([batch]) };
    const given = { windows, channels, ...unread };
    const seen = lesson.copies ? lesson.transform!(given, ones, options).windows : windows;
    const { logits, taps } = applyNetwork(network, [seen.acc!], false);
    return mapValues({ logits, ...taps }, (x) => ({
      data: x.dataSync() as Float32Array,
      shape: x.shape,
    }));
  });
}

function keptInputs(method: Method, { teachers, lesson }: Lecture, step: number): Arrays {
  const named = teachers.flatMap((network, i) =>
    Object.entries(keptOf(network, step, method, lesson)).map(([name, array]) => [
      keptName(i, name),
      array,
    ]),
  );
  return Object.fromEntries(named) as Arrays;
}

async function run(
  engine: Engine,
  program: ReturnType<typeof programOf>,
  more: (step: number) => Arrays = () => ({}),
) {
  const step = await engine.compileStep(program, new Random(3));
  const figures = [];
  for (let i = 0; i < steps; i++) {
    const inputs = {
      acc: windowsOf(i),
      ...more(i),
      labels: oneHot([0, 1, 2, 3, i, 1]),
      sampleIds: { data: Float32Array.of(3, 1, 4, 15, 9, 20 + i), shape: [batch] },
      progress: { data: Float32Array.of(i / steps), shape: [] },
    };
    figures.push(await step.run(inputs, 0.02));
  }
  const { state } = step;
  await step.release();
  return { figures, state };
}

describe.each(lectures)("%s: %s", (_name, _label, method, lecture) => {
  test("recorded = eager, memories too; teachers stay as they are", async () => {
    const program = programOf(method, lecture);
    const before = lecture.teachers.map(({ model }) => readWeights(model));
    const recorded = await run(recordedEngine(createOrtNodeSession, { threads: 1 }), program);
    const eager = await run(cpuEngine(), program); // second: it moves the models' own weights
    for (const [i, figures] of eager.figures.entries()) {
      expect(Number.isFinite(figures.loss)).toBe(true);
      expectClose(Object.values(recorded.figures[i]!), Object.values(figures), { relative: 1e-3 });
    }
    const limits = { absolute: 1e-4, relative: 1e-3 };
    mapValues(eager.state.arrays, (array, name) =>
      expectClose(recorded.state.arrays[name]!, array, limits),
    );
    expect(lecture.teachers.map(({ model }) => readWeights(model))).toEqual(before);
  });
});

const changing = lectures.filter(
  ([, , { needs }, { lesson, teachers }]) =>
    lesson.transform && teachers.length > 0 && (lesson.copies || needs.includes("live-rows")),
);

describe.each(changing)("%s: %s", (_name, _label, method, lecture) => {
  test("what was kept of teachers is as good as asking them", async () => {
    const engine = recordedEngine(createOrtNodeSession, { threads: 1 });
    const live = await run(engine, programOf(method, lecture));
    const kept = await run(engine, programOf(method, lecture, true), (i) =>
      keptInputs(method, lecture, i),
    );
    for (const [i, { loss }] of live.figures.entries())
      expect(kept.figures[i]!.loss).toBeCloseTo(loss!, 5);
    expectClose(kept.state.arrays.parameters!, live.state.arrays.parameters!, { absolute: 1e-6 });
  });
});
