/** Steps of several groups, on models small enough that every number can be worked out by hand. */
import {
  add,
  grad,
  layers,
  mean,
  mul,
  type Scalar,
  type Sequential,
  sequential,
  setBackend,
  square,
  squeeze,
  sub,
  sum,
  type Tensor,
  tensor,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { createOrtWorkerSession } from "#runtime/ort-worker";
import { expectClose } from "#test/support/tensors";
import type { CompiledStep, Engine } from "#train/engine";
import { cpuEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import { adam, sgd } from "#train/optimizers";
import { defineProgram, type Group, type StepProgram } from "#train/program";
import { weightsIn } from "#train/weights-in";

quietTf();
beforeAll(async () => {
  await setBackend("cpu");
});

/** y = w x, in a group of its own: plain gradient descent unless told otherwise. */
function slope(weight: number, options: Partial<Group> = {}): { model: Sequential; group: Group } {
  const layer = layers.dense({ units: 1, inputShape: [1], useBias: false });
  const model = sequential({ layers: [layer] });
  model.setWeights([tensor([[weight]])]);
  const optimizer = { entry: sgd as never, options: { momentum: 0, nesterov: false } };
  return { model, group: { models: [model], optimizer, ...options } };
}

const one = tensor([[1]]);
/** The weight itself, as a value that gradients flow to. */
const weightOf = (model: Sequential): Scalar => squeeze(model.apply(one) as Tensor);
const half = (x: Tensor): Scalar => mul(square(x), 0.5) as Scalar;

const engines = [
  ["eager", cpuEngine()],
  ["recorded", recordedEngine(createOrtNodeSession, { threads: 1 })],
] as const;

async function stepped(
  engine: Engine,
  program: StepProgram,
  steps = 1,
  seed = 1,
): Promise<{ step: CompiledStep; figures: Readonly<Record<string, number>>[] }> {
  const step = await engine.compileStep(program, new Random(seed));
  const figures: Readonly<Record<string, number>>[] = [];
  for (let i = 0; i < steps; i++) figures.push(await step.run({}, 0.1));
  await step.release();
  return { step, figures };
}

const numbers = ({ state }: CompiledStep) =>
  Object.fromEntries(Object.entries(state.arrays).map(([name, array]) => [name, [...array]]));

describe.each(engines)("%s", (_name, engine) => {
  test("what follows a minimize sees the moved weights; only its own group has moved", async () => {
    const [a, b] = [slope(1), slope(2)];
    const program = defineProgram({
      name: "alternate",
      inputs: {},
      groups: { a: a.group, b: b.group },
      run({ minimize }) {
        const product = () => ({ loss: mul(weightOf(a.model), weightOf(b.model)) as Scalar });
        const first = minimize("a", product); // a ← 1 − 0.1·2
        const second = minimize("b", product); // b ← 2 − 0.1·0.8
        return { first: first.loss, second: second.loss, after: weightOf(b.model) };
      },
    });
    const { step, figures } = await stepped(engine, program);
    expectClose([figures[0]!.first!, figures[0]!.second!, figures[0]!.after!], [2, 1.6, 1.92]);
    expectClose(step.state.arrays["a/parameters"]!, [0.8]);
    expectClose(step.state.arrays["b/parameters"]!, [1.92]);
    expect(Object.keys(step.state.arrays)).toEqual([
      "a/parameters",
      "a/velocity",
      "b/parameters",
      "b/velocity",
    ]);
    expectClose(weightsIn(program, step.state, b.model).parameters, [1.92]);
  });

  test("what a minimize returns is a constant to later gradients", async () => {
    const { model, group } = slope(3, { updates: 2 });
    const program = defineProgram({
      name: "constant",
      inputs: {},
      groups: { only: group },
      run({ minimize }) {
        const { seen } = minimize("only", () => {
          const weight = weightOf(model);
          return { loss: half(weight), seen: weight as Tensor }; // w ← 3 − 0.1·3
        });
        const { loss } = minimize("only", () => ({
          loss: mul(weightOf(model), seen) as Scalar, // w ← 2.7 − 0.1·3
        }));
        return { loss };
      },
    });
    const { step, figures } = await stepped(engine, program);
    expectClose([figures[0]!.loss!], [2.7 * 3]);
    expectClose(step.state.arrays.parameters!, [2.4]);
  });

  test("a learning rate factor, weight decay and clipping are each group's own", async () => {
    const groups = {
      fast: slope(1, { learningRateFactor: 3 }),
      decayed: slope(1, { weightDecay: 0.5 }),
      clipped: slope(1, { clipNorm: 0.25 }),
    };
    const program = defineProgram({
      name: "own",
      inputs: {},
      groups: {
        fast: groups.fast.group,
        decayed: groups.decayed.group,
        clipped: groups.clipped.group,
      },
      run({ minimize }) {
        for (const name of ["fast", "decayed", "clipped"] as const)
          minimize(name, () => ({ loss: weightOf(groups[name].model) }));
        return {};
      },
    });
    const { arrays } = (await stepped(engine, program)).step.state;
    expectClose(arrays["fast/parameters"]!, [1 - 0.3]);
    expectClose(arrays["decayed/parameters"]!, [1 - 0.1 * 1.5]);
    expectClose(arrays["clipped/parameters"]!, [1 - 0.1 * 0.25]);
  });

  test("Adam counts updates, not steps: thrice in one step is thrice in three", async () => {
    const program = (updates: number) => {
      const { model, group } = slope(1, {
        optimizer: { entry: adam as never, options: adam.options },
        updates,
      });
      return defineProgram({
        name: "several",
        inputs: {},
        groups: { only: group },
        run({ minimize }) {
          let loss = weightOf(model);
          for (let i = 0; i < updates; i++)
            ({ loss } = minimize("only", () => ({ loss: half(sub(weightOf(model), 0.95)) })));
          return { loss };
        },
      });
    };
    const thrice = numbers((await stepped(engine, program(3), 2)).step);
    const single = numbers((await stepped(engine, program(1), 6)).step);
    for (const name of ["parameters", "m", "v"]) expectClose(thrice[name]!, single[name]!);
  });

  test("memory: a queue, written inside and outside of a minimize, read as it is then", async () => {
    const { model, group } = slope(2);
    const program = defineProgram({
      name: "queue",
      inputs: {},
      groups: { only: group },
      memory: {
        queue: { data: Float32Array.of(7, 8, 9, 10), shape: [2, 2] },
        count: { data: Float32Array.of(0), shape: [] },
        never: { data: Float32Array.of(5), shape: [1] },
      },
      run({ minimize, read, write }) {
        const oldest = sum(read("queue").slice([0, 0], [1, 2])) as Scalar;
        minimize("only", () => {
          const value = weightOf(model);
          const row = tensor([[1, 2]]).mul(value) as Tensor;
          write("queue", read("queue").slice([1, 0], [1, 2]).concat(row, 0));
          return { loss: half(value) };
        });
        write("count", add(read("count"), 1));
        write("count", add(read("count"), 1));
        return { oldest, count: read("count") as Scalar };
      },
    });
    const { step, figures } = await stepped(engine, program, 2);
    expect(figures).toEqual([
      { oldest: 15, count: 2 },
      { oldest: 19, count: 4 },
    ]);
    expectClose(step.state.arrays.queue!, [2, 4, 1.8, 3.6]);
    expect(numbers(step)).toMatchObject({ count: [4], never: [5] });
  });

  test("memories change places", async () => {
    const { model, group } = slope(1);
    const program = defineProgram({
      name: "swap",
      inputs: {},
      groups: { only: group },
      memory: {
        left: { data: Float32Array.of(1, 2), shape: [2] },
        right: { data: Float32Array.of(3, 4), shape: [2] },
      },
      run({ minimize, read, write }) {
        const left = read("left");
        write("left", read("right"));
        write("right", left);
        return minimize("only", () => ({ loss: weightOf(model) }));
      },
    });
    const { step } = await stepped(engine, program, 3);
    expect(numbers(step)).toMatchObject({ left: [3, 4], right: [1, 2] });
  });

  test("an average of a network's weights teaches it: a group without optimizer, assigned", async () => {
    const student = slope(1);
    const teacher = slope(3);
    const program = defineProgram({
      name: "mean-teacher",
      inputs: {},
      groups: { student: student.group, teacher: { models: [teacher.model] } },
      run({ minimize, parameters, assign }) {
        const target = weightOf(teacher.model);
        const { loss } = minimize("student", () => ({
          loss: half(sub(weightOf(student.model), target)),
        }));
        assign("teacher", add(mul(parameters("teacher"), 0.5), mul(parameters("student"), 0.5)));
        return { loss, mean: weightOf(teacher.model) };
      },
    });
    const { step, figures } = await stepped(engine, program, 2);
    // student 1 → 1.2 → 1.29, teacher 3 → 2.1 → 1.695
    expectClose(
      figures.flatMap(({ loss, mean: now }) => [loss!, now!]),
      [2, 2.1, 0.405, 1.695],
    );
    expectClose(step.state.arrays["student/parameters"]!, [1.29]);
    expectClose(step.state.arrays["teacher/parameters"]!, [1.695]);
  });

  test("weights are stored as their constraint leaves them", async () => {
    const layer = layers.dense({
      units: 1,
      inputShape: [1],
      useBias: false,
      kernelConstraint: "nonNeg",
    });
    const model = sequential({ layers: [layer] });
    model.setWeights([tensor([[0.05]])]);
    const program = defineProgram({
      name: "constrained",
      inputs: {},
      groups: { only: { ...slope(0).group, models: [model] } },
      run: ({ minimize }) => minimize("only", () => ({ loss: weightOf(model) })),
    });
    const { step } = await stepped(engine, program); // 0.05 − 0.1 < 0
    expect(numbers(step).parameters).toEqual([0]);
  });

  test("noise: other numbers for each request and each step, the same for the same seed", async () => {
    const program = () => {
      const { model, group } = slope(1);
      return defineProgram({
        name: "noise",
        inputs: {},
        groups: { only: group },
        run({ minimize, noise }) {
          const [first, second] = [noise([2, 3]), noise([])];
          const { loss } = minimize("only", () => ({ loss: weightOf(model) }));
          return { loss, first: mean(first) as Scalar, second: second as Scalar };
        },
      });
    };
    const { figures } = await stepped(engine, program(), 3, 5);
    const drawn = figures.flatMap(({ first, second }) => [first!, second!]);
    expect(new Set(drawn).size).toBe(6);
    for (const x of drawn) expect(x >= 0 && x < 1).toBe(true);
    const again = await stepped(cpuEngine(), program(), 3, 5);
    expectClose(
      again.figures.flatMap(({ first, second }) => [first!, second!]),
      drawn,
    );
    const other = await stepped(engine, program(), 1, 6);
    expect(other.figures[0]!.second).not.toBe(drawn[1]);
  });

  test("gradient of a gradient: the penalty of WGAN-GP", async () => {
    const { model, group } = slope(3);
    const program = defineProgram({
      name: "gradient-penalty",
      inputs: {},
      groups: { critic: group },
      run: ({ minimize }) =>
        minimize("critic", () => {
          const slopeAt = grad((x: Tensor) => model.apply(x) as Tensor)(one); // w
          return { loss: sum(square(sub(slopeAt, 1))) as Scalar }; // (w − 1)²
        }),
    });
    const { step, figures } = await stepped(engine, program);
    expect(figures[0]!.loss).toBeCloseTo(4, 5);
    expectClose(step.state.arrays.parameters!, [3 - 0.1 * 4]);
  });

  test("learning rate and number of the step are there as tensors", async () => {
    const { model, group } = slope(1);
    const program = defineProgram({
      name: "rates",
      inputs: {},
      groups: { only: group },
      run({ minimize, learningRate, number }) {
        const { loss } = minimize("only", () => ({ loss: weightOf(model) }));
        return { loss, product: mul(learningRate, number) as Scalar };
      },
    });
    const { figures } = await stepped(engine, program, 3);
    expectClose(
      figures.map(({ product }) => product!),
      [0.1, 0.2, 0.3],
    );
  });
});

describe("a program that contradicts itself is refused", () => {
  type Run = StepProgram["run"];
  const refused = async (run: Run, changed: Partial<StepProgram> = {}): Promise<string> => {
    const { group } = slope(1);
    const memory = { bank: { data: new Float32Array(2), shape: [2] } };
    const program = { name: "p", inputs: {}, groups: { critic: group }, memory, run, ...changed };
    const messages = await Promise.all(
      engines
        .map(async ([, engine]) => {
          const step = await engine.compileStep(program, new Random(1));
          return step.run({}, 0.1).then(
            () => "no error",
            (error: Error) => error.message,
          );
        })
        .map((message) => message.catch((error: Error) => error.message)),
    );
    expect(messages[1]).toBe(messages[0]);
    return messages[0]!;
  };
  const loss = () => ({ loss: mean(one) as Scalar });

  test("an unknown group, or memory, with the nearest", async () => {
    expect(await refused(({ minimize }) => minimize("critik", loss))).toBe(
      'the step "p" has no group "critik"\n  help: did you mean "critic"? known: critic',
    );
    expect(await refused(({ read }) => ({ x: read("qqqqqqqq") as Scalar }))).toContain(
      'has no memory "qqqqqqqq"\n  help: known: bank',
    );
  });

  test("a loss that the group has no part in", async () => {
    expect(await refused(({ minimize }) => minimize("critic", loss))).toContain(
      'minimizes the group "critic" by a loss that does not depend on it',
    );
  });

  test("a group that is not minimized, or oftener than declared", async () => {
    const never = await refused(({ read }) => ({ x: mean(read("bank")) as Scalar }));
    expect(never).toContain('minimizes the group "critic" 0 times where once is declared');
    const { model, group } = slope(1);
    const twice: Run = ({ minimize }) => {
      minimize("critic", () => ({ loss: weightOf(model) }));
      return minimize("critic", () => ({ loss: weightOf(model) }));
    };
    expect(await refused(twice, { groups: { critic: group } })).toContain(
      "2 times where once is declared\n  help: minimize it as often as its `updates` says (1)",
    );
  });

  test("minimizing what has no optimizer", async () => {
    const { model } = slope(1);
    const run: Run = ({ minimize }) => minimize("mean", () => ({ loss: weightOf(model) }));
    expect(await refused(run, { groups: { mean: { models: [model] } } })).toContain(
      'minimizes the group "mean", which has no optimizer',
    );
  });

  test("minimize or assign inside minimize", async () => {
    const nested: Run = ({ minimize }) => minimize("critic", () => minimize("critic", loss));
    expect(await refused(nested)).toContain('calls minimize "critic" inside minimize "critic"');
    const assigned: Run = ({ minimize, assign }) =>
      minimize("critic", () => {
        assign("critic", one);
        return loss();
      });
    expect(await refused(assigned)).toContain('calls assign "critic" inside minimize "critic"');
  });

  test("tensors of another shape", async () => {
    const written: Run = ({ write }) => {
      write("bank", one);
      return {};
    };
    expect(await refused(written)).toContain(
      'calls write "bank" with a tensor of shape [1,1]\n  help: the shape must be [2]',
    );
    const assigned: Run = ({ assign }) => {
      assign("critic", one);
      return {};
    };
    expect(await refused(assigned)).toContain('assign "critic" with a tensor of shape [1,1]');
  });

  test("one name for two things, initial values that do not fit, one network in two groups", async () => {
    const run: Run = () => ({});
    expect(await refused(run, { inputs: { m: [1], bank: [1] } })).toContain(
      'the step "p" has two things called "bank"',
    );
    const memory = { bank: { data: new Float32Array(3), shape: [2] } };
    expect(await refused(run, { memory })).toContain("starts with 3 numbers for a shape of [2]");
    const { model, group } = slope(1);
    const groups = { critic: group, other: { models: [model] } };
    expect(await refused(run, { groups })).toMatch(
      /has the weight ".*kernel.*" in its groups "critic" and "other"/,
    );
  });

  test("an input that is not fed", async () => {
    const { model, group } = slope(1);
    const program = defineProgram({
      name: "fed",
      inputs: { x: [1, 1] },
      groups: { only: group },
      run: ({ inputs: { x }, minimize }) =>
        minimize("only", () => ({ loss: sum(model.apply(x) as Tensor) as Scalar })),
    });
    const engine = recordedEngine(createOrtWorkerSession, { threads: 1 });
    const step = await engine.compileStep(program, new Random(1));
    const y = { data: Float32Array.of(1), shape: [1, 1] };
    await expect(step.run({ y }, 0.1)).rejects.toThrow('the input "x" was not fed');
    expect((await step.run({ x: y }, 0.1)).loss).toBe(1); // the step is as it was
    await step.release();
  });

  test("weights of a model that no group has", async () => {
    const [inside, outside] = [slope(1), slope(2)];
    const program: StepProgram = {
      name: "p",
      inputs: {},
      groups: { critic: inside.group },
      run: () => ({}),
    };
    const { state } = await cpuEngine().compileStep(program, new Random(1));
    expect(() => weightsIn(program, state, outside.model)).toThrow(
      "put the model into one of the step's groups",
    );
  });
});
