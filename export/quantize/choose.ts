/** @file Which file to ship: the fastest or the smallest, measured, with the reason in a sentence. */
import type { CreateSession } from "#runtime/session";
import { leastOf } from "./least-of.ts";
import { type RaceResult, race } from "./race.ts";

export interface Candidate {
  /** "static-int8 qdq". */
  readonly title: string;
  readonly bytes: Uint8Array;
}

export type Preference = "speed" | "size";

/** What was measured of one candidate. */
export interface Measured {
  readonly title: string;
  readonly bytes: number;
  /** µs by runtime, at batch 1. */
  readonly latency: Readonly<Record<string, number>>;
}

export interface Choice<C> {
  readonly candidate: C;
  readonly reason: string;
  readonly measured: readonly Measured[];
}

/** Latencies this close count as equal: then the smaller file wins. */
const latencyMargin = 0.05;
/** Files this close in size count as equal: then the faster one wins. */
const sizeMargin = 0.1;

/**
 * Race all candidates on every runtime; times count relative to the first candidate, as a geometric mean over the
 * runtimes. `speed`: the fastest, of about equal ones the smallest. `size`: the smallest, of about equal ones the fastest.
 * Files `beside` run in the same rounds and are not chosen.
 */
export async function choose<C extends Candidate>(
  candidates: readonly [C, ...C[]],
  runtimes: readonly CreateSession[],
  prefer: Preference,
  beside: readonly Candidate[] = [],
): Promise<Choice<C>> {
  const all = [...candidates, ...beside];
  const files = all.map(({ bytes }) => bytes);
  const results: RaceResult[] = [];
  for (const createSession of runtimes) results.push(await race(files, createSession));
  const times = candidates.map((_, i) =>
    results.reduce((product, { medians }) => product * (medians[i]! / medians[0]!), 1),
  );
  const time = { values: times, margin: (1 + latencyMargin) ** results.length };
  const size = { values: candidates.map(({ bytes }) => bytes.length), margin: 1 + sizeMargin };
  const best = prefer === "speed" ? leastOf(time, size) : leastOf(size, time);
  const measured = all.map(({ title, bytes }, i) => ({
    title,
    bytes: bytes.length,
    latency: Object.fromEntries(results.map((it) => [it.runtime, it.medians[i]! * 1000])),
  }));
  const reason = reasonFor(measured.slice(0, candidates.length), best, prefer);
  return { candidate: candidates[best]!, measured, reason };
}

function reasonFor(measured: readonly Measured[], best: number, prefer: Preference): string {
  const { title, latency } = measured[best]!;
  const runtimes = Object.keys(latency);
  const among = measured.length === 1 ? "the only one" : `of ${measured.length} files`;
  if (runtimes.length === 0) return `${title} is the smallest, ${among}; no time was measured`;
  const wish =
    prefer === "speed" ? "the fastest" : "the smallest, of about equal ones the fastest,";
  return `${title} is ${wish} on ${runtimes.join(" and ")}, ${among}`;
}

/** "1-D convolutions take 1.18 times as long on onnxruntime-node 1.30.0". */
export function slownessOf(loser: Measured, winner: Measured, what: string): string {
  const each = Object.entries(loser.latency).map(([runtime, time]) => {
    return `${(time / winner.latency[runtime]!).toFixed(2)} times as long on ${runtime}`;
  });
  return `${what} take ${each.join(", ")}`;
}
