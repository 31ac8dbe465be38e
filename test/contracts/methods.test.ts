/** Every distillation method: what its declarations promise. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { scalar, setBackend, tidy, variableGrads } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import type { NdArray } from "#core/signal";
import type { Lesson } from "#distill/lesson";
import type { Method, Need } from "#distill/method";
import * as methods from "#distill/methods";
import { termOf } from "#distill/term";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { runGraph } from "#test/support/run-graph";
import { expectClose } from "#test/support/tensors";
import { weightsOf } from "#train/weights";
import {
  batch,
  classes,
  lecturesOf,
  lossInput,
  lossOf,
  mapSample,
  rolesOf,
  rowsOf,
  type Sample,
  slopeOf,
  withStudent,
} from "./method-samples.ts";
import { termsOf } from "./method-terms.ts";

const entries = Object.entries(methods) as unknown as readonly (readonly [string, Method])[];

quietTf(); // samples are made before tests run
beforeAll(async () => {
  await setBackend("cpu");
});

test("every file of a family is a method, listed in the order of its path", async () => {
  const folders = (await readdir("src/distill", { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  const files = await Promise.all(
    folders.map(async ({ name }) =>
      (await readdir(join("src/distill", name))).map((file) => `./${name}/${file}`),
    ),
  );
  const lines = (await readFile("src/distill/methods.ts", "utf8")).split("\n");
  const listed = lines.flatMap((line) => /^export .* from "(.*)";$/.exec(line)?.[1] ?? []);
  const ofPath = (path: string) => path.slice(0, -3); // kd before kd-classmean
  expect(listed.map(ofPath)).toEqual(files.flat().map(ofPath).sort());
  const names = entries.map(([, { name }]) => name);
  expect(names.sort()).toEqual(
    listed.map((path) => path.slice(path.lastIndexOf("/") + 1, -3)).sort(),
  );
});

describe.each(entries)("%s", (key, method) => {
  test("is called like its export and says where it comes from", () => {
    expect(key).toBe(method.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
    expect(method.source.length * method.summary.length).toBeGreaterThan(0);
  });

  test("trains the student last, and nobody before their teachers", () => {
    const roles = rolesOf(method);
    const stages = method.stages(roles, method.options);
    const last = stages.at(-1)!;
    expect("choose" in last ? last.choose : "role" in last && last.role).toBe("student");
    const known = new Set<string>();
    const trainings = new Set<string>();
    for (const stage of stages) {
      const after =
        "choose" in stage ? stage.of : "measure" in stage ? stage.measure : stage.teachers;
      for (const role of after) expect(known).toContain(role);
      if ("choose" in stage) known.add(stage.choose);
      if (!("role" in stage)) continue;
      const { role, phase, network, rows, peers = {} } = stage;
      expect(rows && stage.teachers.length > 0, "rows of its own, and teachers").toBeFalsy();
      expect(["student", ...roles]).toContain(network?.of ?? role);
      expect(trainings, "phases have names of their own").not.toContain(`${role} ${phase}`);
      trainings.add(`${role} ${phase}`);
      for (const name of [role, ...Object.keys(peers)]) known.add(name);
    }
    expect(known).toEqual(new Set([...known, ...roles]));
  });

  test("says of every loss it minimises which laws it keeps", () => {
    for (const { lesson } of lecturesOf(method)) expect(lesson.laws).toBeDefined();
  });

  test.each([0, 0.5, 0.99])("weighs labels and teachers with finite factors: at %f", (progress) => {
    const { hard, soft } = method.weights(method.options, scalar(progress));
    const [a, b] = [hard, soft].map((x) => (typeof x === "number" ? x : x.dataSync()[0]!));
    for (const factor of [a!, b!]) expect(factor >= 0 && Number.isFinite(factor)).toBe(true);
    expect(a! + b!).toBeGreaterThan(0);
  });

  test.runIf(method.laws.includes("labels-only"))("labels-only: it has no term of its own", () => {
    expect(method.loss ?? method.run).toBeUndefined();
    expect(method.teachers).toBe("none");
    expect(method.weights(method.options, scalar(0))).toEqual({ hard: 1, soft: 0 });
  });

  test("of teachers and batch, what it needs is enough, and nothing less", () => {
    const kept = (needs: readonly Need[]) =>
      lossesOf(method).map(({ lesson, sample }) => valueWith(lesson, sample(), method, needs));
    const whole = kept(everything);
    expect(kept(method.needs)).toEqual(whole);
    for (const need of method.needs.filter(
      (each) => each !== "labels" && everything.includes(each),
    ))
      expect(kept(method.needs.filter((each) => each !== need)), need).not.toEqual(whole);
    const lastAlone = method.needs.map((need) => (need === "maps" ? "last-map" : need));
    if (method.needs.includes("maps")) expect(kept(lastAlone), "last-map").not.toEqual(whole);
  });
});

const isMap = (name: string) => /^map\d$/.test(name);

const lossesOf = (method: Method) => lecturesOf(method).filter(({ lesson }) => lesson.loss);

const everything: readonly Need[] = [
  "logits",
  "features",
  "maps",
  "last-map",
  "branches",
  "labels",
  "sample-ids",
];

/** A lesson's value where what is not needed is not there; NaN where it fails for that. */
function valueWith(lesson: Lesson, sample: Sample, method: Method, needs: readonly Need[]): number {
  const hidden = ({ data, shape }: NdArray) => ({ data: data.map(() => Number.NaN), shape });
  const teachers = sample.teachers.map((teacher) => {
    const last = Object.keys(teacher).findLast((name) => isMap(name));
    const read = (name: string) => {
      if (isMap(name))
        return needs.includes("maps") || (name === last && needs.includes("last-map"));
      const need = name.replace(/^branch\d$/, "branches") as Need;
      return !everything.includes(need) || needs.includes(need);
    };
    const kept = Object.entries(teacher).filter(
      ([name]) => !/^(map|branch)\d$/.test(name) || read(name),
    );
    return Object.fromEntries(kept.map(([name, x]) => [name, read(name) ? x : hidden(x)]));
  });
  const labels = needs.includes("labels") ? sample.labels : hidden(sample.labels);
  const sampleIds = needs.includes("sample-ids")
    ? sample.sampleIds
    : sample.sampleIds?.map(() => 0);
  try {
    return lossOf(lesson, { ...sample, teachers, labels, sampleIds: sampleIds! }, method.options);
  } catch {
    return Number.NaN;
  }
}

const terms = entries.flatMap(([name, method]) =>
  termsOf(method).map((term) => [name, term.label, term] as const),
);

describe.each(terms)(
  "the loss of %s: %s",
  (_name, _label, { lesson, laws, options, sample: draw }) => {
    const sample = draw();
    const outputs = Object.keys(sample.student);
    const value = (at: Sample) => lossOf(lesson, at, options);
    const gradientOf = (at: Sample, name: string) => slopeOf(lesson, at, name, options);

    test("moves every weight of its parts", () => {
      const models = Object.values(sample.parts ?? {}).filter(
        ({ reads, frozen = false }) => reads === undefined && !frozen,
      );
      for (const { model } of models) {
        const { parameters } = weightsOf([model]);
        const slopes = tidy(() => {
          const { grads } = variableGrads(
            () => termOf(lesson, lossInput(sample), options),
            parameters.variables,
          );
          return Object.values(grads).map((g) => g.abs().max().dataSync()[0]!);
        });
        expect(slopes.length).toBe(parameters.variables.length);
        for (const slope of slopes) expect(slope).toBeGreaterThan(0);
      }
    });

    test("is finite, gradient too, at logits of ±10 000", () => {
      const wild = mapSample(draw({ seed: 2 }), (array, name) =>
        name === "logits" ? { ...array, data: array.data.map((x) => 1e4 * Math.sign(x)) } : array,
      );
      expect(Number.isFinite(value(wild))).toBe(true);
      if (laws.includes("never-negative")) expect(value(wild)).toBeGreaterThanOrEqual(0);
      for (const name of outputs) expect(gradientOf(wild, name).every(Number.isFinite)).toBe(true);
    });

    test("is finite, gradient too, where features are dead", () => {
      const dead = mapSample(sample, (array, name) =>
        name === "logits" || name === "labels"
          ? array
          : { ...array, data: array.data.map(() => 0) },
      );
      expect(Number.isFinite(value(dead))).toBe(true);
      for (const name of outputs) expect(gradientOf(dead, name).every(Number.isFinite)).toBe(true);
    });

    test("recorded and run by onnxruntime it has the same value", async () => {
      const feeds: Record<string, NdArray> = {};
      const graph = record({ name: "loss", purpose: "training" }, (recorder) => {
        const input = lossInput(sample, (name, array) => {
          feeds[name] = array;
          return recorder.input(name, array.shape);
        });
        recorder.output("loss", termOf(lesson, input, options));
      });
      const read = new Set(graph.inputs.map(({ name }) => name));
      const needed = Object.entries(feeds).filter(([name]) => read.has(name));
      const { loss } = await runGraph(graph, Object.fromEntries(needed));
      expectClose(loss!.data as Float32Array, [value(sample)]);
    });

    test("refuses a batch without windows", () => {
      expect(() => value(rowsOf(sample, []))).toThrow("the batch has none");
    });

    test("takes a batch of one window, or says why not", () => {
      const one = () => value(draw({ windows: 1 }));
      try {
        expect(Number.isFinite(one())).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    });

    test.runIf(laws.includes("per-sample") || laws.includes("order-free"))(
      "does not depend on the order of the batch",
      () => {
        expect(value(rowsOf(sample, [3, 0, 5, 1, 4, 2]))).toBeCloseTo(value(sample), 4);
      },
    );

    test.runIf(laws.includes("per-sample"))(
      "is the mean of its rows, each a batch of its own",
      () => {
        const rows = Array.from({ length: batch }, (_each, row) => value(rowsOf(sample, [row])));
        expect(rows.reduce((a, b) => a + b, 0) / batch).toBeCloseTo(value(sample), 4);
      },
    );

    test.runIf(laws.includes("never-negative"))("is never negative", () => {
      for (const seed of [1, 2, 3]) expect(value(draw({ seed }))).toBeGreaterThanOrEqual(0);
    });

    test.runIf(laws.includes("zero-at-teacher"))("is 0 where student and teacher agree", () => {
      const [teacher] = sample.teachers;
      const agreeing = Object.fromEntries(outputs.map((name) => [name, teacher![name]!]));
      const same = withStudent(sample, agreeing);
      expect(value(same)).toBeCloseTo(0, 5);
      expect(value(sample)).toBeGreaterThan(1e-3);
      expectClose(gradientOf(same, "logits"), new Float32Array(batch * classes), {
        absolute: 1e-5,
      });
    });

    test.runIf(laws.includes("shift-invariant"))(
      "a constant added to a sample's logits changes nothing",
      () => {
        const shifted = mapSample(sample, (array, name) => {
          if (name !== "logits") return array;
          const columns = array.shape[1]!;
          return { ...array, data: array.data.map((x, i) => x + 7 * Math.floor(i / columns) - 11) };
        });
        expect(value(shifted)).toBeCloseTo(value(sample), 4);
      },
    );
  },
);
