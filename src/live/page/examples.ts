/** @file Windows with a label, as they are recorded, and their parts: those that teach and those that are asked later. */
import type { Reading } from "./personal-session.ts";

export interface Example extends Reading {
  readonly label: number;
  /** s, on the stream's clock. */
  readonly start: number;
  readonly end: number;
  /** Examples of one uninterrupted stretch share it. */
  readonly stretch: number;
}

export interface Parts {
  readonly train: readonly Example[];
  readonly held: readonly Example[];
}

/** Share of a stretch that teaches. */
const trainShare = 0.6;

/**
 * The beginning of every stretch teaches, its end is held out, and windows that lie across the border are dropped: no
 * moment is in both.
 */
export function splitExamples(examples: readonly Example[]): Parts {
  const stretches = new Set(examples.map(({ stretch }) => stretch));
  const parts = [...stretches].map((each) => {
    const own = examples.filter(({ stretch }) => stretch === each);
    const from = Math.min(...own.map(({ start }) => start));
    const to = Math.max(...own.map(({ end }) => end));
    const border = from + trainShare * (to - from);
    return {
      train: own.filter(({ end }) => end <= border),
      held: own.filter(({ start }) => start >= border),
    };
  });
  return {
    train: parts.flatMap(({ train }) => train),
    held: parts.flatMap(({ held }) => held),
  };
}
