/** @file What a file of biosignals (EDF, BDF, GDF) holds, in physical units. */

export interface Biosignal {
  /** As in the file, without the dots that pad it: "C3.." is "C3". */
  readonly label: string;
  /** "uV", "degC"; "" where the file states none. */
  readonly unit: string;
  /** Hz; signals of one file may differ. */
  readonly sampleRate: number;
  /** Kind of electrode or sensor. */
  readonly transducer: string;
  /** "HP:0.1Hz LP:75Hz". */
  readonly prefilter: string;
  /** Physical values one after the other, gaps closed up (see {@link Stretch}); NaN where missing. */
  readonly data: Float32Array;
}

/** An uninterrupted part of a file; between two of them nothing was recorded. */
export interface Stretch {
  /** Seconds after the start of the file, by the clock; events count from the same moment. */
  readonly onset: number;
  /** Seconds of data stored before it: where it begins in the data. */
  readonly offset: number;
  /** Seconds. */
  readonly duration: number;
}

export interface Biosignals<Event> {
  /** "EDF", "EDF+C", "BDF+D", "GDF 2.20". */
  readonly format: string;
  readonly patient: string;
  readonly recording: string;
  /** "2009-08-12T16:15:00", local time; `undefined` where unreadable or not stated. */
  readonly start: string | undefined;
  readonly signals: readonly Biosignal[];
  /** In the order of the file. */
  readonly events: readonly Event[];
  /** In the order of time. */
  readonly stretches: readonly Stretch[];
}

/** The samples of one stretch: a view into the signal's data. */
export function stretchOf(
  { data, sampleRate }: Biosignal,
  { offset, duration }: Stretch,
): Float32Array {
  const start = Math.round(offset * sampleRate);
  return data.subarray(start, start + Math.round(duration * sampleRate));
}

/** How stored numbers become physical ones. */
export interface Scaling {
  readonly physical: readonly [least: number, most: number];
  readonly digital: readonly [least: number, most: number];
}

/** `physical = factor · stored + shift`. */
export function linearScaling({ physical, digital }: Scaling): {
  readonly factor: number;
  readonly shift: number;
} {
  const factor = (physical[1] - physical[0]) / (digital[1] - digital[0]);
  return { factor, shift: physical[0] - factor * digital[0] };
}
