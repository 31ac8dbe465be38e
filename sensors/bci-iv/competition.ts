/** @file What the two data sets of BCI Competition IV say about themselves, and what is read of their files. */
import type { RecordingEvent } from "#core/signal";

export const sampleRate = 250; // Hz

export interface Competition {
  /** "bci-iv-2a" */
  readonly name: string;
  /** In the order of the files; the EOG channels follow. */
  readonly electrodes: readonly string[];
  readonly eog: readonly string[];
  readonly classes: readonly string[];
  /** s; from the start of a trial. */
  readonly cue: number;
  /** s; from the cue to the end of imagery. */
  readonly imagery: number;
  /** Of a GDF file: subject and session. */
  readonly gdf: RegExp;
  /** Of a MAT file of the BNCI Horizon archive: subject and part ("T" or "E"). */
  readonly mat: RegExp;
  /** The session that a place in a MAT file's part belongs to. */
  session(part: string, place: number): string;
}

/** One uninterrupted run, as both forms give it. */
export interface Run {
  /** µV; of every channel in the order of the files. */
  readonly series: readonly Float32Array[];
  readonly events: readonly RecordingEvent[];
}

export interface Session {
  readonly session: string;
  readonly runs: readonly Run[];
}
