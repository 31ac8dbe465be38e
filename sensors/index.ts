/** @file stage 1 of 6 · in: files · out: Recording → WindowSet → Batch */
export { montages } from "#core/montages";
export { type Band, bandPower, dominantFrequency, eegBands } from "./band-power.ts";
export { type BatchOptions, makeBatches } from "./batches.ts";
export { type ButterworthOptions, butterworth } from "./butterworth.ts";
export {
  type Dataset,
  type DatasetFacts,
  type Download,
  defineDataset,
  type ModalityFacts,
  type Note,
  type Report,
  type SubjectSplit,
} from "./dataset.ts";
export * as datasets from "./datasets/entries.ts";
export { dataFolder } from "./download/data-folder.ts";
export { type GetOptions, type GotDataset, getDataset } from "./download/get-dataset.ts";
export {
  featuresFor,
  type StreamFeature,
  streamFeatures,
} from "./features/stream-features.ts";
export { StreamSummary } from "./features/stream-summary.ts";
export { type FeatureTable, windowFeatures } from "./features/window-features.ts";
export { type Files, openFiles, type SourceFile } from "./files.ts";
export {
  type FilterForm,
  filterSignal,
  type StreamFilter,
  streamFilter,
} from "./filter.ts";
export { type Fold, groupFolds } from "./folds.ts";
export {
  type Biosignal,
  type Biosignals,
  type Stretch,
  stretchOf,
} from "./formats/biosignals.ts";
export { type Edf, type EdfOptions, readEdf } from "./formats/edf.ts";
export type { EdfAnnotation } from "./formats/edf-annotations.ts";
export { FormatError, type Place } from "./formats/format-error.ts";
export { type Gdf, type GdfOptions, readGdf } from "./formats/gdf.ts";
export type { GdfEvent } from "./formats/gdf-events.ts";
export { readMat } from "./formats/mat.ts";
export { type MatArray, type MatFile, type MatValue, matValue } from "./formats/mat-values.ts";
export { type NpyArray, readNpy } from "./formats/npy.ts";
export { readNpz } from "./formats/npz.ts";
export { type ParquetOptions, readParquet } from "./formats/parquet.ts";
export { readSktime, type SktimeCase, type SktimeProblem } from "./formats/sktime.ts";
export {
  numbersOf,
  readTable,
  streamTable,
  type Table,
  type TableOptions,
  textsOf,
} from "./formats/table.ts";
export type { NumberColumn, TableColumn, TextColumn } from "./formats/table-columns.ts";
export { readTextMatrix, type TextMatrix } from "./formats/text-matrix.ts";
export { type GroupKey, groupNames } from "./groups.ts";
export { findings } from "./inspect/findings.ts";
export { type InspectOptions, inspectDataset } from "./inspect/inspect-dataset.ts";
export type { Inspection } from "./inspect/inspection.ts";
export type { ModalityWindow } from "./join-signals.ts";
export {
  type LoadedDataset,
  type LoadOptions,
  loadDataset,
  type OpenedDataset,
  openDataset,
} from "./load-dataset.ts";
export { pickElectrodes } from "./montage.ts";
export { fitNormalization, type NormalizationOptions, normalizeWindows } from "./normalize.ts";
export { notch } from "./notch.ts";
export { completeSteps, processSignal } from "./process-signal.ts";
export * as processing from "./processing/entries.ts";
export type { ProcessingStep } from "./processing/step.ts";
export { averageReference, bipolar, channelReference, laplacian } from "./reference.ts";
export { resample } from "./resample.ts";
export type { Section } from "./row-filter.ts";
export {
  kinectLandmarks,
  prepareSkeleton,
  prepareSkeletons,
  type SkeletonLandmarks,
  type SkeletonOptions,
} from "./skeleton.ts";
export {
  powerSpectrum,
  type SegmentOptions,
  type Spectrogram,
  type Spectrum,
  type SpectrumOptions,
  spectrogram,
  welch,
} from "./spectrum.ts";
export {
  type GroupChoice,
  type Split,
  type SplitOptions,
  selectSubjects,
  selectWindows,
  splitWindows,
  subjectFolds,
  subjectsOf,
} from "./split.ts";
export {
  commonSpan,
  orderStamps,
  resampleStamped,
  type StampedSignal,
  type StampOptions,
} from "./stamps.ts";
export type { LabelRule } from "./stretches.ts";
export type { CueOptions, WindowOptions } from "./window-options.ts";
export type { Dropped } from "./window-places.ts";
export { type MadeWindows, makeWindows } from "./windows.ts";
