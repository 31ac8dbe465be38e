/** @file Windows as batches for a model's calibration. */
import { type Windows, windowFeeds } from "#benchmarks/feeds";
import type { WindowSet } from "#core/signal";
import { decodeModel } from "#graph/protobuf";
import type { HostTensors } from "#runtime/session";
import { selectWindows } from "#sensors/split";

const batchSize = 32;

/** At most `limit` of the windows, evenly spread over all subjects, as feeds of the model; can be walked again. */
export function calibrationFeeds(
  model: Uint8Array,
  windows: WindowSet,
  limit: number,
): Iterable<HostTensors> {
  const count = Math.min(limit, windows.size);
  const rows = Int32Array.from({ length: count }, (_, i) => Math.floor((i * windows.size) / count));
  return batchesOf(model, selectWindows(windows, rows));
}

/** All windows, in order. */
export function batchesOf(model: Uint8Array, windows: Windows): Iterable<HostTensors> {
  const inputs = decodeModel(model).inputs.map(({ name, dtype, shape }) => ({
    name,
    dtype,
    shape,
  }));
  const { size } = windows;
  return {
    *[Symbol.iterator]() {
      for (let start = 0; start < size; start += batchSize) {
        yield windowFeeds(inputs, windows, start, Math.min(batchSize, size - start));
      }
    },
  };
}
