import type { RowChain } from "./processing/row-chain.js";

/** What manifest.json says; schema/wristill-app.schema.json of wristill is the whole of it. */
export interface Manifest {
  readonly model: { readonly file: string; readonly output: string };
  /** Tensors `[1, window, channels]`; their columns are those of a row after its processing, one input after the other. */
  readonly inputs: readonly { readonly name: string; readonly channels: number }[];
  /** Of a row, as sensors give it. */
  readonly channels: readonly Channel[];
  /** What becomes of a row before windows are cut, at a rate of its own (Hz); absent: nothing. */
  readonly processing?: RowChain & { readonly sampleRate: number };
  /** Hz, of windows. */
  readonly sampleRate: number;
  /** Samples of a window, and from one window to the next. */
  readonly window: number;
  readonly hop: number;
  readonly classes: readonly string[];
  readonly temperature: number;
  readonly smoothing: Smoothing;
  readonly threshold: number;
  /** s; a longer silence is a gap. */
  readonly longestGap: number;
}

export interface Channel {
  /** "accelerometer" (with gravity), "gyroscope", "magnetometer", "linear-acceleration", or the model's own word. */
  readonly sensor: string;
  /** "x", "y", "z", or the channel's own name. */
  readonly axis: string;
  readonly unit: string;
}

export type Smoothing =
  | { readonly name: "none" }
  | { readonly name: "majority"; readonly windows: number }
  | { readonly name: "hmm"; readonly stay: number; readonly evidence: number };

/** What the model and the stream must answer: vectors.json. */
export interface Vectors {
  /** Where the windows come from. */
  readonly source: string;
  /** Greatest difference of a logit that is rounding. */
  readonly tolerance: number;
  readonly windows: readonly {
    /** `[window, channel]`, row after row. */
    readonly samples: readonly number[];
    readonly logits: readonly number[];
  }[];
  readonly stream: {
    /** Each a time in s and the values of the channels. */
    readonly rows: readonly (readonly number[])[];
    readonly answers: readonly {
      readonly start: number;
      readonly index: number;
      readonly confidence: number;
      /** What processing made of the rows, `[window, channel]`; of some windows. */
      readonly samples?: readonly number[];
    }[];
  };
}
