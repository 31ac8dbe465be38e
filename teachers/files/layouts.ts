/** @file In which order a file's inputs have their axes. */

/** n batch, t time, c channel, 1 an axis of one. */
export const layouts = ["ntc", "nct", "n1tc", "n1ct", "ntc1", "nct1", "nt1c", "nc1t"] as const;

export type Layout = (typeof layouts)[number];
