/** @file Does the file compute what was trained? */
import { UserError } from "#core/errors";
import type { NdArray } from "#core/signal";
import type { CreateSession, HostTensors } from "#runtime/session";

export interface ParityOptions {
  readonly createSession: CreateSession;
  /** Largest accepted difference of a logit, as a share of the largest reference logit (at least 1). */
  readonly tolerance: number;
}

export const parityDefaults = { tolerance: 1e-4 } as const;

export interface Parity {
  /** Largest absolute difference of a logit. */
  readonly maxAbsDifference: number;
  /** The difference that would still pass, in logits. */
  readonly limit: number;
  /** Windows whose most likely class differs. */
  readonly changedClasses: number;
  readonly windows: number;
  readonly ok: boolean;
}

/**
 * Run an ONNX file and compare its `logits` with the trained model's.
 *
 * @param model Bytes of the file.
 * @param reference Logits `[window, class]` of the trained model.
 * @param inputs Raw windows `[window, time, channel]` in physical units, by input name.
 */
export async function checkParity(
  model: Uint8Array,
  reference: NdArray,
  inputs: HostTensors,
  options: Partial<ParityOptions> & Pick<ParityOptions, "createSession">,
): Promise<Parity> {
  const { createSession, tolerance } = { ...parityDefaults, ...options };
  const session = await createSession(model);
  try {
    const { logits } = await session.run(inputs);
    const [windows = 0, classes = 0] = reference.shape;
    if (String(logits?.shape) !== String(reference.shape)) {
      throw new UserError(
        `parity: the file returns logits [${logits?.shape}], the trained model [${reference.shape}]`,
        "compare the same windows and the same classes",
      );
    }
    return compare(logits!.data as Float32Array, reference.data, { windows, classes, tolerance });
  } finally {
    await session.release();
  }
}

function compare(
  actual: Float32Array,
  expected: Float32Array,
  { windows, classes, tolerance }: { windows: number; classes: number; tolerance: number },
): Parity {
  let maxAbsDifference = 0;
  let scale = 1;
  let changedClasses = 0;
  for (let i = 0; i < windows; i++) {
    const rows = [actual, expected].map((data) => data.subarray(i * classes, (i + 1) * classes));
    for (const [c, want] of rows[1]!.entries()) {
      const difference = Math.abs(rows[0]![c]! - want);
      maxAbsDifference = Math.max(maxAbsDifference, difference); // NaN stays NaN
      scale = Math.max(scale, Math.abs(want));
    }
    if (argMax(rows[0]!) !== argMax(rows[1]!)) changedClasses++;
  }
  const limit = tolerance * scale;
  return { maxAbsDifference, limit, changedClasses, windows, ok: maxAbsDifference <= limit };
}

function argMax(row: Float32Array): number {
  return row.reduce((best, x, i) => (x > row[best]! ? i : best), 0);
}

/** Throws a {@link UserError} where parity fails, so that nothing is written. */
export function requireParity(parity: Parity, name: string): void {
  if (parity.ok) return;
  const { maxAbsDifference, limit, changedClasses, windows } = parity;
  throw new UserError(
    `${name} was not written: its logits differ from the trained model's by ${maxAbsDifference.toPrecision(3)}, ` +
      `allowed is ${limit.toPrecision(3)} (${changedClasses} of ${windows} windows change class)`,
    "this is a fault of the export; please report it with the network's definition",
  );
}
