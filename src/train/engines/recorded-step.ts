/** @file A recorded step as it runs. Loads no tf.js, so that an app can train with what was recorded elsewhere. */
import type { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import type { HostTensors, Session } from "#runtime/session";
import type { Arrays, CompiledStep, TrainingState } from "#train/engine";
import { asTensors, number, pick, stateFeeds, vector } from "./feeds.ts";

/** What a recorded step is fed besides batches: plain data, to be kept beside the ONNX file. */
export interface StepFeeding {
  /** Shapes of the uniform noise it wants each step, by input name. */
  readonly noise: Readonly<Record<string, readonly number[]>>;
  /** Before the first step. */
  readonly initial: TrainingState;
}

/** Steps through a session that holds a recorded step. */
export class RecordedStep implements CompiledStep {
  state: TrainingState;
  readonly #session: Session;
  readonly #noiseShapes: StepFeeding["noise"];
  readonly #random: Random;

  constructor(session: Session, { noise, initial }: StepFeeding, random: Random) {
    this.#session = session;
    this.#noiseShapes = noise;
    this.#random = random;
    this.state = initial;
  }

  async run(inputs: Arrays, learningRate: number): Promise<Readonly<Record<string, number>>> {
    const { state } = this;
    const step = state.step + 1;
    const slots = slotNames(this.#session);
    const feeds: HostTensors = {
      ...stateFeeds(state),
      ...Object.fromEntries(slots.map((name, i) => [name, vector(state.slots[i]!)])),
      ...asTensors(inputs),
      ...this.#noise(step),
      learning_rate: number(learningRate),
      step: number(step),
    };
    const results = await this.#session.run(pick(feeds, this.#session.inputNames));
    const floats = (name: string) => results[name]!.data as Float32Array;
    this.state = {
      step,
      parameters: floats("next_parameters"),
      statistics: results.next_statistics ? floats("next_statistics") : state.statistics,
      slots: slots.map((name) => floats(`next_${name}`)),
    };
    const figures = Object.keys(results).filter((name) => !name.startsWith("next_"));
    return Object.fromEntries(figures.map((name) => [name, floats(name)[0]!]));
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  #noise(step: number): HostTensors {
    const entries = Object.entries(this.#noiseShapes).map(([name, shape]) => {
      const random = this.#random.fork(name, step);
      const data = Float32Array.from({ length: sizeOf(shape) }, () => random.uniform());
      return [name, { dtype: "float32", shape, data }] as const;
    });
    return Object.fromEntries(entries);
  }
}

/** Optimizer slots are the inputs that have a `next_` output beside parameters and statistics. */
function slotNames({ inputNames, outputNames }: Session): string[] {
  const state = new Set(["parameters", "statistics"]);
  return inputNames.filter((name) => !state.has(name) && outputNames.includes(`next_${name}`));
}
