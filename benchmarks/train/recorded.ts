/** @file Our own contender: the recorded step, and what it takes to make it. */
import { Random } from "#core/random";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession } from "#runtime/ort-node";
import { recordStep, stepSessionOptions } from "#train/engines/recorded";
import { RecordedStep } from "#train/engines/recorded-step";
import type { TrainCase } from "./cases.ts";
import { type Contender, timeCalls } from "./contender.ts";
import { stepInputs, stepUnderTest } from "./step-under-test.ts";

/** Milliseconds from a step's definition to a session that runs it. */
export interface CompileTimes {
  readonly record: number;
  readonly encode: number;
  readonly session: number;
}

export async function recordedContender(
  trainCase: TrainCase,
  threads: number,
): Promise<Contender & { readonly compile: CompileTimes }> {
  const definition = stepUnderTest(trainCase);
  const times: number[] = [];
  const timed = async <T>(make: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const made = await make();
    times.push(performance.now() - start);
    return made;
  };
  const recorded = await timed(() => recordStep(definition));
  const bytes = await timed(() => encodeModel(recorded.graph));
  const session = await timed(() =>
    createOrtNodeSession(bytes, { ...stepSessionOptions, threads }),
  );
  const step = new RecordedStep(session, recorded, new Random(1));
  const next = batches(trainCase);
  const [record, encode, load] = times;
  return {
    name: `wristill, recorded step in ${session.runtime}`,
    compile: { record: record!, encode: encode!, session: load! },
    run: (count) => timeCalls(count, () => step.run(next(), 1e-3)),
    close: () => step.release(),
  };
}

/** Four batches in turn. */
export function batches(trainCase: TrainCase): () => ReturnType<typeof stepInputs> {
  const made = Array.from({ length: 4 }, (_, i) => stepInputs(trainCase, i));
  let done = 0;
  return () => made[done++ % made.length]!;
}
