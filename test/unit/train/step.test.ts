/** One training step on a line y = w x + b with loss y: the gradient is (x, 1), so every update can be done by hand. */
import {
  layers,
  type Sequential,
  sequential,
  setBackend,
  sum,
  type Tensor,
  tensor,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { expectClose } from "#test/support/tensors";
import type { Engine, TrainingState } from "#train/engine";
import { cpuEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import { adam, adamw, type Optimizer, sgd } from "#train/optimizers";
import type { StepDefinition } from "#train/step";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

/** w = 1, b = 0. */
function line(): Sequential {
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
  model.setWeights([tensor([[1]]), tensor([0])]);
  return model;
}

interface Settings {
  readonly optimizer: Optimizer;
  readonly options?: object;
  readonly weightDecay?: number;
  readonly clipNorm?: number;
}

function definition(settings: Settings): StepDefinition {
  const { optimizer, options = {}, weightDecay = 0, clipNorm } = settings;
  const model = line();
  return {
    name: "line",
    models: [model],
    inputs: { x: [1, 1] },
    loss: ({ x }) => ({ loss: sum(model.apply(x!) as Tensor) }),
    optimizer: { entry: optimizer, options: { ...optimizer.options, ...options } },
    weightDecay,
    clipNorm,
  };
}

/** The state after one step per x. */
async function states(
  engine: Engine,
  settings: Settings,
  xs: readonly number[],
): Promise<TrainingState[]> {
  const step = await engine.compileStep(definition(settings), new Random(1));
  const after: TrainingState[] = [];
  for (const x of xs) {
    await step.run({ x: { data: Float32Array.of(x), shape: [1, 1] } }, 0.1);
    after.push(step.state);
  }
  await step.release();
  return after;
}

const engines = [
  ["eager", cpuEngine()],
  ["recorded", recordedEngine(createOrtNodeSession, { threads: 1 })],
] as const;

describe.each(engines)("%s", (_name, engine) => {
  /** Learning rate 0.1, gradients of w: 0.5 then −1; of b: 1 both times. */
  const twoSteps = async (settings: Settings) => {
    const after = await states(engine, settings, [0.5, -1]);
    return after.map(({ arrays }) => [...arrays.parameters!]);
  };

  test("sgd: v ← 0.9 v + g, θ ← θ − 0.1 v", async () => {
    const [first, second] = await twoSteps({ optimizer: sgd as Optimizer });
    expectClose(first!, [1 - 0.05, 0 - 0.1]);
    expectClose(second!, [0.95 - 0.1 * (0.9 * 0.5 - 1), -0.1 - 0.1 * (0.9 + 1)]); // 1.005, −0.29
  });

  test("nesterov: θ ← θ − 0.1 (g + 0.9 v)", async () => {
    const [first, second] = await twoSteps({
      optimizer: sgd as Optimizer,
      options: { nesterov: true },
    });
    expectClose(first!, [1 - 0.1 * (0.5 + 0.45), -0.1 * (1 + 0.9)]); // 0.905
    expectClose(second!, [0.905 - 0.1 * (-1 + 0.9 * -0.55), -0.19 - 0.1 * (1 + 0.9 * 1.9)]); // 1.0545
  });

  test("adam: m̂ = 0.5, v̂ = 0.25, so the first step is the learning rate; then as worked out in double precision", async () => {
    const [first, second] = await twoSteps({ optimizer: adam as Optimizer });
    expectClose(first!, [0.9, -0.1]);
    expectClose(second!, [0.936610354, -0.2]);
  });

  test("weight decay 0.1 of the kernel only: in the gradient of adam, beside it in adamw", async () => {
    const l2 = await twoSteps({ optimizer: adam as Optimizer, weightDecay: 0.1 });
    expectClose(l2[1]!, [0.925263519, -0.2]);
    const decoupled = await twoSteps({ optimizer: adamw as Optimizer, weightDecay: 0.1 });
    expectClose(decoupled[0]!, [1 - 0.1 * 0.1 - 0.1, -0.1]);
    expectClose(decoupled[1]!, [0.917710354, -0.2]);
  });

  test("clipping: a gradient of norm 5 is cut to 1, one below stays", async () => {
    const sqrt24 = Math.sqrt(24); // with 1 of the bias: norm 5
    const settings = { optimizer: sgd as Optimizer, options: { momentum: 0 }, clipNorm: 1 };
    const [cut] = await states(engine, settings, [sqrt24]);
    expectClose(cut!.arrays.parameters!, [1 - (0.1 * sqrt24) / 5, -0.1 / 5]);
    const [whole] = await states(engine, { ...settings, clipNorm: 6 }, [sqrt24]);
    expectClose(whole!.arrays.parameters!, [1 - 0.1 * sqrt24, -0.1]);
  });

  test("the state counts steps and carries one vector per slot", async () => {
    const after = await states(engine, { optimizer: adam as Optimizer }, [0.5, -1]);
    expect(after.map(({ step }) => step)).toEqual([1, 2]);
    expectClose(after[0]!.arrays.m!, [0.05, 0.1]); // m = 0.1 g
    expectClose(after[0]!.arrays.v!, [0.00025, 0.001]); // v = 0.001 g²
  });

  test("a step taken up from a state goes on as if it had not stopped", async () => {
    const settings = { optimizer: adam as Optimizer };
    const whole = await states(engine, settings, [0.5, -1, 2]);
    const step = await engine.compileStep(definition(settings), new Random(1));
    step.state = whole[1]!;
    const { loss } = await step.run({ x: { data: Float32Array.of(2), shape: [1, 1] } }, 0.1);
    await step.release();
    expect(step.state).toEqual(whole[2]);
    const [w, b] = whole[1]!.arrays.parameters!;
    expect(loss).toBeCloseTo(2 * w! + b!, 5);
  });
});
