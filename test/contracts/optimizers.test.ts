/** Every optimizer: what an entry must keep. Updates by hand: test/unit/train/step. */
import { scalar, setBackend, tensor1d, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { configSchema } from "#src/pipeline/config-schema";
import { runGraph } from "#test/support/run-graph";
import { expectClose } from "#test/support/tensors";
import type { Optimizer } from "#train/optimizers";
import * as optimizers from "#train/optimizers";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const entries = Object.entries(optimizers) as unknown as readonly (readonly [string, Optimizer])[];

/** Options as a configuration that names the entry alone gets them. */
function configured(name: string) {
  const student = { network: "x", inputs: ["acc"] };
  const data = { dataset: "demo", modalities: { acc: { steps: 8 } } };
  const train = { student: { optimizer: { name } } };
  return configSchema.parse({ data, student, train }).train.student.optimizer;
}

interface State {
  readonly parameters: readonly number[];
  readonly slots: readonly (readonly number[])[];
}

function update(
  { update: next, options }: Optimizer,
  { parameters, slots }: State,
  gradient: readonly number[],
  step: number,
  rate = 0.1,
): State {
  return tidy(() => {
    const result = next(
      {
        parameters: tensor1d([...parameters]),
        gradient: tensor1d([...gradient]),
        slots: slots.map((slot) => tensor1d([...slot])),
        learningRate: scalar(rate),
        step: scalar(step),
      },
      options,
    );
    const change = result.change.dataSync();
    return {
      parameters: parameters.map((x, i) => x - change[i]!),
      slots: result.slots.map((slot) => [...slot.dataSync()]),
    };
  });
}

const begin = ({ slots }: Optimizer, parameters: readonly number[]): State => ({
  parameters,
  slots: slots.map(() => parameters.map(() => 0)),
});

describe.each(entries)("%s", (key, optimizer) => {
  test("is called like its export and says where it comes from", () => {
    expect(key).toBe(optimizer.name);
    expect(optimizer.source.length * optimizer.summary.length).toBeGreaterThan(0);
    expect(["decoupled", "l2"]).toContain(optimizer.decay);
    expect(new Set(optimizer.slots).size).toBe(optimizer.slots.length);
  });

  test("a configuration that names it gets its defaults", () => {
    expect(configured(key)).toEqual({ name: key, ...optimizer.options });
  });

  test("moves nothing where the gradient always was 0", () => {
    let state = begin(optimizer, [1, -2]);
    for (let step = 1; step <= 3; step++) state = update(optimizer, state, [0, 0], step);
    expect(state.parameters).toEqual([1, -2]);
  });

  test("first goes against the gradient, further with a larger rate", () => {
    const start = begin(optimizer, [0, 0]);
    const [small, large] = [0.1, 0.2].map(
      (rate) => update(optimizer, start, [3, -3], 1, rate).parameters,
    );
    expect(small![0]).toBeLessThan(0);
    expect(small![1]).toBeGreaterThan(0);
    expectClose(
      large!,
      small!.map((x) => 2 * x),
    );
  });

  test("finds the bottom of a bowl", () => {
    let state = begin(optimizer, [1, -1]);
    for (let step = 1; step <= 300; step++) {
      const [x, y] = state.parameters as [number, number];
      state = update(optimizer, state, [x, 0.5 * y], step, 0.05);
    }
    for (const x of state.parameters) expect(Math.abs(x)).toBeLessThan(0.02);
  });

  test("recorded and run by onnxruntime it makes the same step", async () => {
    const values = { parameters: [1, -2, 3], gradient: [0.5, 0.1, -4] };
    const before: State = {
      parameters: values.parameters,
      slots: optimizer.slots.map((_, i) => [0.3 + i, 0.2, 0.1]),
    };
    const expected = update(optimizer, before, values.gradient, 5);
    const graph = record({ name: "update", purpose: "training" }, (recorder) => {
      const vector = (name: string) => recorder.input(name, [3]);
      const { change, slots } = optimizer.update(
        {
          parameters: vector("parameters"),
          gradient: vector("gradient"),
          slots: optimizer.slots.map(vector),
          learningRate: recorder.input("rate", []) as never,
          step: recorder.input("step", []) as never,
        },
        optimizer.options,
      );
      recorder.output("change", change);
      for (const [i, slot] of slots.entries()) recorder.output(`next${i}`, slot);
    });
    const vectors = {
      ...values,
      ...Object.fromEntries(optimizer.slots.map((name, i) => [name, before.slots[i]!])),
    };
    const feeds = [
      ...Object.entries(vectors).map(
        ([name, data]) => [name, { data: Float32Array.from(data), shape: [3] }] as const,
      ),
      ["rate", { data: Float32Array.of(0.1), shape: [] }] as const,
      ["step", { data: Float32Array.of(5), shape: [] }] as const,
    ];
    const read = new Set(graph.inputs.map(({ name }) => name));
    const outputs = await runGraph(
      graph,
      Object.fromEntries(feeds.filter(([name]) => read.has(name))),
    );
    const moved = values.parameters.map((x, i) => x - (outputs.change!.data as Float32Array)[i]!);
    expectClose(moved, expected.parameters);
    for (const [i, slot] of expected.slots.entries())
      expectClose(outputs[`next${i}`]!.data as Float32Array, slot);
  });
});
