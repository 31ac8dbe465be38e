import { expect, test } from "vitest";
import { Random } from "#core/random";
import type { BatchSource, SampleAugment } from "#core/signal";
import { makeBatches } from "#sensors/batches";
import { smallSet } from "./samples.ts";

const set = smallSet(Array.from({ length: 10 }, (_, i) => [`p${i}`, i % 2] as const));
const random = new Random(7);

function epochRows(source: BatchSource, epoch: number): number[] {
  return Array.from({ length: source.batchesPerEpoch }, (_, index) => [
    ...source.batch(epoch, index).sampleIds,
  ]).flat();
}

test("an epoch shows every sample once, then wraps to fill the last batch", () => {
  const source = makeBatches(set, { batchSize: 4, random });
  const rows = epochRows(source, 0);
  expect(source.batchesPerEpoch).toBe(3);
  expect(new Set(rows.slice(0, 10)).size).toBe(10);
  expect(rows.slice(10)).toEqual(rows.slice(0, 2));
});

test("the order depends on seed and epoch alone, not on what was asked before", () => {
  const source = makeBatches(set, { batchSize: 5, random });
  const [first, second] = [epochRows(source, 0), epochRows(source, 1)];
  expect(second).not.toEqual(first);
  expect(epochRows(makeBatches(set, { batchSize: 5, random: new Random(7) }), 1)).toEqual(second);
  expect(epochRows(source, 0)).toEqual(first);
});

test("inputs and labels are those of the sample ids", () => {
  const { inputs, labels, sampleIds } = makeBatches(set, { batchSize: 4, random }).batch(2, 1);
  expect(inputs.acc!.shape).toEqual([4, 2, 1]);
  expect(labels.shape).toEqual([4, 2]);
  sampleIds.forEach((row, i) => {
    expect([...inputs.acc!.data.subarray(2 * i, 2 * i + 2)]).toEqual([row, row]);
    expect(labels.data[2 * i + (row % 2)]).toBe(1);
    expect(labels.data[2 * i + 1 - (row % 2)]).toBe(0);
  });
});

test("without shuffling the order is the set's; more than the set wraps around", () => {
  const source = makeBatches(set, { batchSize: 12, random, shuffle: false });
  expect(epochRows(source, 3)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
});

const shifted: SampleAugment = ({ windows: { acc } }, chance) =>
  acc!.data.set(acc!.data.map((x) => x + chance.uniform()));

const noisy = (views?: number) =>
  makeBatches(set, {
    ...{ batchSize: 4, random, ...(views !== undefined && { views }) },
    augment: shifted,
  });

/** Values of each sample in an epoch, in the order of rows. */
function valuesByRow(source: BatchSource, epoch: number): ReadonlyMap<number, string> {
  const values = new Map<number, string>();
  for (let index = 0; index < source.batchesPerEpoch; index++) {
    const { inputs, sampleIds } = source.batch(epoch, index);
    sampleIds.forEach((row, i) => {
      values.set(row, inputs.acc!.data.slice(2 * i, 2 * i + 2).join());
    });
  }
  return values;
}

test("an augmented view depends on seed, epoch and sample alone", () => {
  const first = valuesByRow(noisy(), 5);
  const otherSize = makeBatches(set, {
    ...{ batchSize: 3, random, shuffle: false },
    augment: shifted,
  });
  expect([...valuesByRow(otherSize, 5)].sort()).toEqual([...first].sort());
  expect(valuesByRow(noisy(), 6)).not.toEqual(first);
  expect(set.signals.acc!.data[0]).toBe(0); // the windows themselves stay
});

test("with views, epochs repeat them in turn", () => {
  const source = noisy(3);
  const view = (epoch: number) => [...valuesByRow(source, epoch)].sort();
  expect(view(4)).toEqual(view(1));
  expect(view(2)).not.toEqual(view(1));
});

test("mixing comes after augmenting, with chance that can be replayed", () => {
  const mixed: number[] = [];
  const source = makeBatches(set, {
    ...{ batchSize: 4, random, shuffle: false },
    augment: ({ windows }) => windows.acc!.data.fill(9),
    mix: (batch, chance) => {
      mixed.push(batch.inputs.acc!.data[0]!, chance.uniform());
      return { ...batch, sampleIds: Int32Array.of(1) };
    },
  });
  expect([...source.batch(0, 0).sampleIds]).toEqual([1]);
  source.batch(0, 0);
  source.batch(1, 0);
  const [augmented, first, , again, , other] = mixed;
  expect([augmented, again]).toEqual([9, first]);
  expect(other).not.toBe(first);
});

test("a batch stays as it is while others are made", () => {
  const source = makeBatches(set, { batchSize: 4, random });
  const batch = source.batch(0, 0);
  const before = batch.inputs.acc!.data.slice();
  source.batch(0, 1);
  source.batch(1, 0);
  expect(batch.inputs.acc!.data).toEqual(before);
});

test("wrong sizes and unknown modalities are refused", () => {
  expect(() => makeBatches(set, { batchSize: 0, random })).toThrow(
    /batchSize must be a whole number/,
  );
  expect(() => makeBatches(smallSet([]), { batchSize: 1, random })).toThrow(/window set is empty/);
  expect(() => makeBatches(set, { batchSize: 1, random, modalities: ["gyro"] })).toThrow(
    /the windows hold no "gyro"\n {2}help: known: acc/,
  );
});

test("a sample knows its label, which may change, and finds siblings of its class and subject", () => {
  const people = Array.from({ length: 12 }, (_, i) => [`p${i % 2}`, i < 6 ? 0 : 1] as const);
  const source = makeBatches(smallSet(people), {
    ...{ batchSize: 12, random, shuffle: false },
    augment: ({ windows, label, classes, sibling }, chance) => {
      expect([label.length, label[0]! + label[1]!]).toEqual([classes.length, 1]);
      windows.acc!.data.set(sibling("acc", chance));
      label.reverse();
    },
  });
  const { inputs, labels } = source.batch(0, 0);
  people.forEach(([subject, label], row) => {
    const [sibling] = inputs.acc!.data.subarray(2 * row);
    expect(people[sibling!]).toEqual([subject, label]);
    expect(labels.data[2 * row + 1 - label]).toBe(1);
  });
  const firsts = Array.from({ length: 12 }, (_, row) => inputs.acc!.data[2 * row]);
  expect(firsts.some((sibling, row) => sibling !== row)).toBe(true);
});
