/** @file A recorded forward pass as it runs. Loads no tf.js. */
import type { Session } from "#runtime/session";
import type { Arrays, CompiledForward, Weights } from "#train/engine";
import { arrays, asTensors, pick, stateFeeds } from "./feeds.ts";

/** Predictions through a session that holds a recorded forward pass, with weights handed in. */
export class RecordedForward implements CompiledForward {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async run(weights: Weights, inputs: Arrays): Promise<Arrays> {
    const feeds = { ...asTensors(inputs), ...stateFeeds(weights) };
    return arrays(await this.#session.run(pick(feeds, this.#session.inputNames)));
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
