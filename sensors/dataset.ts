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
  /** Not in every recording. */
  readonly optional?: boolean;
  /** Values may be NaN: nothing was measured. */
  readonly gaps?: boolean;
}

/** What was done about something wrong in the files: nothing is left out or repaired in silence. */
export interface Note {
  readonly kind: "repaired" | "left out";
  /** In the plural, the same words for all files: "numbers without their decimal point". */
  readonly what: string;
  readonly count: number;
  /** The file, by its path. */
  readonly file: string;
}

export type Report = (note: Note) => void;

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
  /** Where a person gets it; absent: it is their own. */
  readonly homepage?: string;
  /** The files do not say who is who: every recording is a subject of its own. */
  readonly anonymous?: true;
  /** `none`: generated or embedded; `required`: a folder or an archive must be named. */
  readonly files: "none" | "required";
  /** The official files, where anybody may fetch them; `wristill data get` does. */
  readonly downloads?: readonly Download[];
  /** Otherwise, or for what the downloads leave out: what a person does, a sentence for each step. */
  readonly byHand?: readonly string[];
  /** Defaults. */
  readonly options: Options;
  /** The facts, where they depend on the files or the options; otherwise the entry itself states them. */
  facts?(files: Files, options: Options): Promise<DatasetFacts>;
  /**
   * Every recording, in an order that depends on the files, the options and the seed alone. Throws a `UserError` for
   * files that are absent or can't be read, and tells `report` what it repaired or left out.
   */
  recordings(
    files: Files,
    options: Options,
    random: Random,
    report: Report,
  ): AsyncIterable<Recording>;
}

/** Declares a data set; exists so that option types are inferred. */
export function defineDataset<Options extends object>(dataset: Dataset<Options>): Dataset<Options> {
  return dataset;
}
