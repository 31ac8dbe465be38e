/** @file The recorded step in a browser's WebAssembly beside native code, in turn on one machine. */

import { median } from "#core/quantiles";
import { Random } from "#core/random";
import { encodeModel } from "#graph/protobuf";
import { type MachineFacts, machineFacts } from "#runtime/machine";
import { createOrtNodeSession } from "#runtime/ort-node";
import { createOrtWebSession } from "#runtime/ort-web";
import type { CreateSession } from "#runtime/session";
import { recordStep } from "#train/engines/recorded";
import { RecordedStep } from "#train/engines/recorded-step";
import { type TrainCase, trainCase } from "./train/cases.ts";
import { type Contender, interleave, type Rounds, timeCalls } from "./train/contender.ts";
import { batches } from "./train/recorded.ts";
import { stepUnderTest } from "./train/step-under-test.ts";

/** Medians in milliseconds per step, one thread count on both sides. */
export interface BrowserTrainingRow {
  readonly case: string;
  readonly threads: number;
  readonly ours: string;
  readonly peer: string;
  readonly oursMs: number;
  readonly peerMs: number;
  /** oursMs ÷ peerMs. */
  readonly ratio: number;
}

export interface BrowserTrainingReport {
  readonly command: string;
  readonly measuredAt: string;
  readonly machine: MachineFacts;
  readonly rows: readonly BrowserTrainingRow[];
}

export interface BrowserTrainingOptions extends Rounds {
  readonly command: string;
  /** Names of training cases. */
  readonly cases: readonly string[];
  /** Opens a page that runs the step; who calls knows how to start a browser. */
  readonly openPage: (trainCase: TrainCase, threads: number) => Promise<Contender>;
}

/** One thread and two, in a page and natively; WebAssembly in Node with one. */
export async function benchmarkBrowserTraining(
  options: BrowserTrainingOptions,
): Promise<BrowserTrainingReport> {
  const machine = machineFacts();
  const rows: BrowserTrainingRow[] = [];
  for (const name of options.cases) rows.push(...(await measure(trainCase(name), options)));
  return { command: options.command, measuredAt: new Date().toISOString(), machine, rows };
}

async function measure(
  trainCase: TrainCase,
  options: BrowserTrainingOptions,
): Promise<BrowserTrainingRow[]> {
  const contenders: (Contender & { readonly threads: number })[] = [];
  try {
    for (const threads of [1, 2]) {
      contenders.push({ ...(await options.openPage(trainCase, threads)), threads });
      contenders.push({ ...(await inNode(trainCase, threads, createOrtNodeSession)), threads });
    }
    contenders.push({ ...(await inNode(trainCase, 1, createOrtWebSession)), threads: 1 });
    const times = await interleave(contenders, options, new Random(0));
    const medians = times.map(({ all }) => median(all));
    const row = (ours: number, peer: number): BrowserTrainingRow => ({
      ...{ case: trainCase.name, threads: contenders[ours]!.threads },
      ...{ ours: contenders[ours]!.name, peer: contenders[peer]!.name },
      ...{ oursMs: medians[ours]!, peerMs: medians[peer]! },
      ratio: medians[ours]! / medians[peer]!,
    });
    return [row(0, 1), row(0, 4), row(2, 3)];
  } finally {
    for (const contender of contenders) await contender.close();
  }
}

async function inNode(
  trainCase: TrainCase,
  threads: number,
  createSession: CreateSession,
): Promise<Contender> {
  const recorded = recordStep(stepUnderTest(trainCase));
  const session = await createSession(encodeModel(recorded.graph), { threads });
  const step = new RecordedStep(session, recorded, new Random(1));
  const next = batches(trainCase);
  return {
    name: `${session.runtime}, in Node`,
    run: (count) => timeCalls(count, () => step.run(next(), 1e-3)),
    close: () => step.release(),
  };
}

export function browserTrainingTable(report: BrowserTrainingReport): string {
  const { command, measuredAt, machine, rows } = report;
  return [
    "# A training step in a browser",
    "",
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, load ${machine.load.toFixed(2)} at the start; Node ${machine.node}. ${measuredAt.slice(0, 10)}, \`${command}\`.`,
    "",
    "Forward, backward and Adam of one batch; medians. In each round every contender runs a block of steps, in an order drawn anew; ratio = browser ÷ peer. Pages are cross-origin isolated, so that two threads can share memory.",
    "",
    "| case | threads | in the page | steps/s | ms | peer | peer's ms | ratio |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows.map((row) => {
      const times = [(1000 / row.oursMs).toFixed(1), row.oursMs.toFixed(1)];
      const peer = [row.peer, row.peerMs.toFixed(1), row.ratio.toFixed(2)];
      return `| ${[row.case, row.threads, row.ours, ...times, ...peer].join(" | ")} |`;
    }),
    "",
  ].join("\n");
}
