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
  const total = Math.min(limit, windows.size);
  const rowOf = (i: number) => Math.floor((i * windows.size) / total);
  return batches(model, total, (start, count) => [
    selectWindows(
      windows,
      Int32Array.from({ length: count }, (_, i) => rowOf(start + i)),
    ),
    0,
  ]);
}

/** All windows, in order. */
export function batchesOf(model: Uint8Array, windows: Windows): Iterable<HostTensors> {
  return batches(model, windows.size, (start) => [windows, start]);
}

/** Batch after batch, each made when it is asked for. `find` says from which row of which windows. */
function batches(
  model: Uint8Array,
  total: number,
  find: (start: number, count: number) => readonly [Windows, number],
): Iterable<HostTensors> {
  const inputs = decodeModel(model).inputs.map(({ name, dtype, shape }) => ({
    name,
    dtype,
    shape,
  }));
  return {
    *[Symbol.iterator]() {
      for (let start = 0; start < total; start += batchSize) {
        const count = Math.min(batchSize, total - start);
        yield windowFeeds(inputs, ...find(start, count), count);
      }
    },
  };
}
