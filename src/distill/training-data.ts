/** @file What distillation needs of the data: windows to learn from, and batches of them. */
import type { BatchSource, Modality, Normalization, WindowSet } from "#core/signal";

export interface BatchWish {
  readonly batchSize: number;
  readonly modalities: readonly Modality[];
  readonly shuffle: boolean;
  /** Number of augmented views per sample; undefined: a new one every epoch. */
  readonly views?: number;
}

/** Row numbers of one fold: fit on `train`, predict `held`. */
export interface Fold {
  readonly train: Int32Array;
  readonly held: Int32Array;
}

export interface TrainingData {
  /** Standardised windows of the training subjects. */
  readonly train: WindowSet;
  readonly validation: WindowSet | undefined;
  /** What the windows were standardised by; absent: nothing. */
  readonly normalization?: Normalization;
  /** Augmented batches; an augmented view depends on (seed, view, row) alone. */
  batches(wish: BatchWish): BatchSource;
  /** Folds by subject. */
  folds(count: number): readonly Fold[];
  /** The same, restricted to some training rows. */
  subset(rows: Int32Array): TrainingData;
}
