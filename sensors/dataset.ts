/** @file The contract of a data set: facts as data, bytes in, recordings out. */
import type { Random } from "#core/random";
import type { Entry } from "#core/registry";
import type { Modality, Recording } from "#core/signal";
import type { Files } from "./files.ts";

/** What every signal of one modality looks like. */
export interface ModalityFacts {
  /** "g", "rad/s", "m", "µV". */
  readonly unit: string;
  readonly channels: readonly string[];
  /** Nominal rate in Hz. */
  readonly sampleRate: number;
}

/** The split a data set's authors published; the two lists share nobody. */
export interface SubjectSplit {
  readonly train: readonly string[];
  readonly test: readonly string[];
}

/** What can be known before the recordings are read. */
export interface DatasetFacts {
  /** Class names; a label is an index into them. */
  readonly classes: readonly string[];
  readonly modalities: Readonly<Record<Modality, ModalityFacts>>;
  /** The official split by subject, where there is one. */
  readonly split?: SubjectSplit;
}

/** One file as its authors publish it. */
export interface Download {
  readonly url: string;
  /** Its place in the data set's folder, "/" between the parts. */
  readonly file: string;
  /** Exact size; checked. */
  readonly bytes?: number;
  /** Where only that is known: told to the person, not checked. */
  readonly roughBytes?: number;
  /** Lower-case hexadecimal; checked. */
  readonly sha256?: string;
}

export interface Dataset<Options extends object = object> extends Entry, DatasetFacts {
  /** The name people know it by. */
  readonly title: string;
  /** The licence as published. */
  readonly license: string;
  /** How its authors want to be cited. */
  readonly citation: string;
  /** Where a person gets it. */
  readonly homepage: string;
  /** `none`: generated or embedded; `required`: a folder or an archive must be named. */
  readonly files: "none" | "required";
  /** The official files, where anybody may fetch them; `wristill data get` does. */
  readonly downloads?: readonly Download[];
  /** Otherwise, or for what the downloads leave out: what a person does, a sentence for each step. */
  readonly byHand?: readonly string[];
  /** Defaults. */
  readonly options: Options;
  /** The facts, where they depend on the files (a person's own data); otherwise the entry itself states them. */
  facts?(files: Files): Promise<DatasetFacts>;
  /** Every recording, in an order that depends on the files, the options and the seed alone. */
  recordings(files: Files, options: Options, random: Random): AsyncIterable<Recording>;
}

/** Declares a data set; exists so that option types are inferred. */
export function defineDataset<Options extends object>(dataset: Dataset<Options>): Dataset<Options> {
  return dataset;
}
