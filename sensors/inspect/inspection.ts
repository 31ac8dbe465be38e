/** @file What is found in a data set when all of it is read once. Plain data: it can be printed as JSON. */
import type { Modality, Signal } from "#core/signal";

export interface Inspection {
  readonly name: string;
  readonly title: string;
  readonly license: string;
  readonly citation: string;
  /** Absent: they are a person's own. */
  readonly homepage?: string | undefined;
  /** The folder or archive that was read. */
  readonly location: string;
  /** Nobody knows who is who: every recording has a subject of its own. */
  readonly anonymous: boolean;
  readonly recordings: number;
  /** s of all recordings together. */
  readonly seconds: number;
  /** s that belong to no class. */
  readonly unlabelled: number;
  readonly classes: readonly ClassPart[];
  /** In natural order of their names. */
  readonly subjects: readonly SubjectPart[];
  readonly modalities: Readonly<Record<Modality, ModalityPart>>;
  readonly notes: readonly NoteSum[];
  readonly examples: readonly Example[];
}

export interface ClassPart {
  readonly name: string;
  readonly seconds: number;
  /** Uninterrupted stretches. */
  readonly stretches: number;
  /** People who show it. */
  readonly subjects: number;
}

export interface SubjectPart {
  readonly subject: string;
  readonly recordings: number;
  /** s by class. */
  readonly seconds: readonly number[];
  readonly unlabelled: number;
}

export interface ModalityPart {
  readonly unit: string;
  /** Hz, as the data set states it. */
  readonly sampleRate: number;
  /** Recordings by the rate their signals have. */
  readonly rates: readonly { readonly sampleRate: number; readonly recordings: number }[];
  /** Hz by the files' time stamps, recording by recording. */
  readonly measured?: {
    readonly least: number;
    readonly median: number;
    readonly greatest: number;
  };
  readonly recordings: number;
  /** Time steps in all. */
  readonly steps: number;
  /** Stretches in which a channel has no value. */
  readonly gaps: number;
  /** s */
  readonly longestGap: number;
  readonly channels: readonly ChannelPart[];
  readonly spectrum: SpectrumPart;
  /** EEG only: power in the usual bands, µV². */
  readonly bands?: readonly BandPart[];
}

export interface ChannelPart {
  readonly name: string;
  readonly least: number;
  readonly greatest: number;
  readonly mean: number;
  readonly sd: number;
  /** Values that are missing (NaN). */
  readonly missing: number;
  /** Values at the channel's largest or smallest value, twice or more in a row: the sensor's limit. */
  readonly clipped: number;
  /** Recordings in which it never changes. */
  readonly flat: number;
}

export interface SpectrumPart {
  /** Hz */
  readonly frequencies: readonly number[];
  /** unit²/Hz, mean over the channels, by class; `null` where a class has no stretch that is long enough. */
  readonly power: readonly (readonly number[] | null)[];
}

export interface BandPart {
  readonly name: string;
  /** Hz, inclusive. */
  readonly from: number;
  readonly to: number;
  /** By class, then channel. */
  readonly power: readonly (readonly number[] | null)[];
}

/** The {@link Note}s of one kind, summed. */
export interface NoteSum {
  readonly kind: "repaired" | "left out";
  readonly what: string;
  readonly count: number;
  readonly files: number;
}

/** A few seconds from the middle of a stretch. */
export interface Example {
  /** Class index. */
  readonly label: number;
  readonly subject: string;
  readonly recording: string;
  /** s after the start of the recording. */
  readonly start: number;
  readonly signals: Readonly<Record<Modality, Signal>>;
}
