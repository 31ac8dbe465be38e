/** @file Windows as Python scripts of the tests read them. */
import { sizeOf } from "#core/signal";
import type { HostTensor } from "#runtime/session";

/** One flat list per window. */
export function rowsOf({ data, shape }: HostTensor): readonly (readonly number[])[] {
  const length = sizeOf(shape.slice(1));
  return Array.from({ length: shape[0]! }, (_, i) =>
    Array.from(data.slice(i * length, (i + 1) * length), Number),
  );
}
