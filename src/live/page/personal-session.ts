/** @file The model of the file with a correction to its last layer on top, as one session. */

import type { FeatureTap } from "#live/feature-tap";
import type { HostTensors, Session } from "#runtime/session";
import type { CompiledForward, Weights } from "#train/engine";

/** What the file says of one window. */
export interface Reading {
  /** `[feature]`, as the last layer reads them. */
  readonly features: Float32Array;
  /** `[class]`, the file's own logits. */
  readonly base: Float32Array;
}

/** What was learnt on top. */
export interface Correction {
  readonly weights: Weights;
  /** Features are multiplied by it, so that their size does not set the pace of training. */
  readonly scale: number;
}

export interface PersonalParts {
  readonly session: Pick<Session, "run">;
  readonly forward: CompiledForward;
  readonly tap: FeatureTap;
}

export class PersonalSession {
  readonly #parts: PersonalParts;
  /** Used while it is there. */
  correction: Correction | undefined;
  /** Of the window that was run last. */
  reading: Reading | undefined;

  constructor(parts: PersonalParts) {
    this.#parts = parts;
  }

  /** One window at a time. */
  async run(feeds: HostTensors): Promise<HostTensors> {
    const [reading] = await this.read(feeds);
    this.reading = reading!;
    const logits = await this.logitsOf(reading!, this.correction);
    return { logits: { dtype: "float32", shape: [1, logits.length], data: logits } };
  }

  /** Any number of windows, without a correction. */
  async read(feeds: HostTensors): Promise<Reading[]> {
    const { session, tap } = this.#parts;
    const outputs = await session.run(feeds);
    const logits = outputs.logits ?? Object.values(outputs)[0]!;
    const features = outputs[tap.name]!;
    const rows = (data: Float32Array, width: number) =>
      Array.from({ length: data.length / width }, (_, i) => data.slice(i * width, (i + 1) * width));
    const bases = rows(logits.data as Float32Array, logits.shape.at(-1)!);
    return rows(features.data as Float32Array, tap.width).map((each, i) => ({
      ...{ features: each, base: bases[i]! },
    }));
  }

  async logitsOf({ features, base }: Reading, correction?: Correction): Promise<Float32Array> {
    if (!correction) return base;
    const { logits } = await this.#parts.forward.run(correction.weights, {
      features: { data: features.map((x) => correction.scale * x), shape: [1, 1, features.length] },
      base: { data: base, shape: [1, 1, base.length] },
    });
    return logits!.data;
  }
}
