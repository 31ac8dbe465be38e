/** @file Which form of the int8 model the device runs fastest: by running them in turns. */

import type { DType, TensorData } from "#graph/graph";
import { decodeModel } from "#graph/protobuf";
import type { CreateSession, HostTensors, Session } from "#runtime/session";

/**
 * `qdq`: standard operators between Quantize and Dequantize nodes, read by every runtime.
 * `qlinear-conv-channels-last`: onnxruntime's integer operators, in native builds and WebAssembly.
 */
export type Form = "qdq" | "qlinear-conv-channels-last";

export interface Candidate {
  readonly form: Form;
  readonly bytes: Uint8Array;
}

export interface FormChoice {
  readonly form: Form;
  /** Why this form, in one sentence with its figures. */
  readonly reason: string;
}

const warmUp = 20;
const runs = 200;
/** Two latencies this close count as equal: then the smaller file wins. */
const margin = 0.05;

/** The fastest candidate at batch 1; the smaller file where they are equally fast. */
export async function chooseForm<C extends Candidate>(
  candidates: readonly C[],
  createSession: CreateSession,
): Promise<FormChoice & { readonly candidate: C }> {
  const [first] = candidates as readonly [C, ...C[]];
  if (candidates.length === 1) {
    return { candidate: first, form: first.form, reason: "standard operators were asked for" };
  }
  const { medians, runtime } = await race(candidates, createSession);
  const fastest = Math.min(...medians);
  const near = candidates.filter((_, i) => medians[i]! <= fastest * (1 + margin));
  const candidate = near.reduce((a, b) => (b.bytes.length < a.bytes.length ? b : a));
  const figures = candidates.map(
    ({ form, bytes }, i) =>
      `${form} ${(medians[i]! * 1000).toFixed(1)} µs and ${bytes.length} bytes`,
  );
  const { form } = candidate;
  return { candidate, form, reason: `measured on ${runtime}: ${figures.join(", ")}` };
}

/** Median milliseconds of each candidate, measured in turns so that all see the same machine. */
async function race(candidates: readonly Candidate[], createSession: CreateSession) {
  const sessions: Session[] = [];
  try {
    for (const { bytes } of candidates) sessions.push(await createSession(bytes));
    const feeds = sampleFeeds(candidates[0]!.bytes);
    const times: number[][] = candidates.map(() => []);
    for (let run = -warmUp; run < runs; run++) {
      for (const [i, session] of sessions.entries()) {
        const start = performance.now();
        await session.run(feeds);
        if (run >= 0) times[i]!.push(performance.now() - start);
      }
    }
    return { medians: times.map(median), runtime: sessions[0]!.runtime };
  } finally {
    for (const session of sessions) await session.release();
  }
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

/** One window of a slow wave for every input; integer networks take equally long for any values. */
function sampleFeeds(model: Uint8Array): HostTensors {
  const feeds = decodeModel(model).inputs.map(({ name, dtype, shape }) => {
    const sizes = shape.map((size) => (typeof size === "number" ? size : 1));
    const length = sizes.reduce((product, n) => product * n, 1);
    const data: TensorData = Float32Array.from({ length }, (_, i) => Math.sin(i / 9));
    return [name, { dtype: dtype as DType, shape: sizes, data }] as const;
  });
  return Object.fromEntries(feeds);
}
