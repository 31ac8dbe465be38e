/** @file Passes rewrite a graph in place; the runner repeats each until it finds nothing and verifies after every change. */
import { messageOf } from "#core/errors";
import { CheckedOperations } from "./checked-operations.ts";
import type { Graph } from "./graph.ts";
import { verifyGraph } from "./verify.ts";

export interface Pass {
  /** The file's name. */
  readonly name: string;
  /** Where the rewrite comes from: paper and equation, or "wristill". */
  readonly source: string;
  /** Rewrite what it can find; the number of rewrites. New nodes may be appended in any order. */
  run(graph: Graph): number;
}

/** Declares a pass; exists so that its type is checked where it is written. */
export function definePass(pass: Pass): Pass {
  return pass;
}

/** How often each pass rewrote something, in the order they ran. */
export type PassReport = readonly { readonly name: string; readonly rewrites: number }[];

/** A pass that still rewrites after so many runs goes in circles. */
const maxRuns = 1000;

/**
 * Run the passes in order, each until it rewrites nothing. Before the first, and after every run that rewrote something, the
 * graph is put in order and verified.
 * Throws an `Error` that names the failing pass and those that ran before it.
 */
export function runPasses(graph: Graph, passes: readonly Pass[]): PassReport {
  const report: { name: string; rewrites: number }[] = [];
  const checked = new CheckedOperations();
  graph.prune();
  verifyGraph(graph, checked);
  for (const pass of passes) {
    try {
      report.push({ name: pass.name, rewrites: runToFixedPoint(graph, pass, checked) });
    } catch (error) {
      const before = report.map(({ name }) => name).join(", ") || "none";
      const message = `pass ${pass.name} failed on graph ${graph.name}: ${messageOf(error)}`;
      throw new Error(`${message} (passes run before: ${before})`, { cause: error });
    }
  }
  return report;
}

function runToFixedPoint(graph: Graph, pass: Pass, checked: CheckedOperations): number {
  let total = 0;
  for (let run = 0; run < maxRuns; run++) {
    const rewrites = pass.run(graph);
    if (rewrites === 0) return total;
    graph.prune();
    verifyGraph(graph, checked);
    total += rewrites;
  }
  throw new Error(`it still rewrites after ${maxRuns} runs`);
}
