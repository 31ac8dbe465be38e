/** @file Losses of methods as PyTorch computes them: files that scripts/golden writes. */
import { readFileSync } from "node:fs";
import { type Tensor, tensor } from "@tensorflow/tfjs";
import { mapValues } from "#core/map-values";
import type { NdArray } from "#core/signal";
import { oneHot } from "#test/contracts/method-samples";

interface GoldenFile<Case> {
  readonly inputs: Readonly<Record<string, { data: number[]; shape: number[] }>>;
  readonly labels: readonly number[];
  readonly cases: Readonly<Record<string, Case>>;
}

export type Inputs = Readonly<Record<string, Tensor>>;

/** What such a file holds; tensors are made anew by every call, as tests tidy up behind themselves. */
export function readGoldenMethods<Case>(path: string) {
  const { inputs, labels, cases }: GoldenFile<Case> = JSON.parse(readFileSync(path, "utf8"));
  return {
    cases,
    inputs: (): Inputs =>
      mapValues(inputs, ({ data, shape }) => asTensor({ data: Float32Array.from(data), shape })),
    labels: () => labelTensor(labels),
  };
}

/** [batch] → [batch, class] */
export function labelTensor(labels: readonly number[]): Tensor {
  return asTensor(oneHot(labels));
}

function asTensor({ data, shape }: NdArray): Tensor {
  return tensor(data, [...shape]);
}
