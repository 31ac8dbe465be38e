/** @file A recorded step as it runs. Loads no tf.js, so that an app can train with what was recorded elsewhere. */
import { mapValues } from "#core/map-values";
import type { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import type { HostTensors, Session } from "#runtime/session";
import type { Arrays, CompiledStep, TrainingState } from "#train/engine";
import { figureOf, nextName, scalarNames } from "#train/names";
import { asTensors, number, pick, vector } from "./feeds.ts";

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
    const feeds: HostTensors = {
      ...mapValues(state.arrays, vector),
      ...asTensors(inputs),
      ...this.#noise(step),
      [scalarNames.learningRate]: number(learningRate),
      [scalarNames.number]: number(step),
    };
    const results = await this.#session.run(pick(feeds, this.#session.inputNames));
    const next = (name: string) => results[nextName(name)]?.data as Float32Array | undefined;
    this.state = { step, arrays: mapValues(state.arrays, (array, name) => next(name) ?? array) };
    return Object.fromEntries(
      Object.entries(results).flatMap(([name, { data }]) => {
        const figure = figureOf(name);
        return figure === undefined ? [] : [[figure, data[0] as number]];
      }),
    );
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  #noise(step: number): HostTensors {
    return mapValues(this.#noiseShapes, (shape, name) => {
      const random = this.#random.fork(name, step);
      return { dtype: "float32", shape, data: random.uniforms(sizeOf(shape)) };
    });
  }
}
