/**
 * @file The measuring itself. It imports nothing of Node: clock and runtime are handed in, chance comes from the job's
 * seed, so the same lines measure in a process, in a browser and on a phone.
 */
import { Random } from "#core/random";
import type { CreateSession, HostTensors, Session, TensorInfo } from "#runtime/session";
import type { Job, JobRounds, JobSubject, SubjectTrace, Trace } from "./job.ts";

/** Where a job runs. */
export interface JobHost {
  readonly createSession: CreateSession;
  /** Milliseconds, from any origin. */
  readonly clock: () => number;
  /** Milliseconds between two times that the clock can tell; where given, a timed run lasts ten of them. */
  readonly clockStep?: number | undefined;
  /** After every round. */
  readonly onRound?: ((done: number, total: number) => void) | undefined;
}

/** A model file whose feeds may depend on the inputs it turns out to have. */
export interface Subject extends Omit<JobSubject, "feeds"> {
  readonly feedsFor: (inputs: readonly TensorInfo[]) => readonly HostTensors[];
}

export type Schedule = Omit<Job, "subjects">;

/** {@link runSubjects} of plain data. */
export function runJob({ subjects, ...schedule }: Job, host: JobHost): Promise<Trace> {
  const live = subjects.map(({ feeds, ...subject }) => ({ ...subject, feedsFor: () => feeds }));
  return runSubjects(live, schedule, host);
}

/** Loads every subject in order, then lets them run in turns, in an order drawn anew for each round. */
export async function runSubjects(
  subjects: readonly Subject[],
  schedule: Schedule,
  host: JobHost,
): Promise<Trace> {
  const loaded: Loaded[] = [];
  try {
    for (const subject of subjects) loaded.push(await load(subject, schedule.threads, host));
    for (const each of loaded) {
      if (schedule.rounds > 0) await warmUp(each, schedule.warmup, host.clock);
      each.calls = await callsFor(each, host);
    }
    await takeTurns(loaded, schedule, host);
    return {
      runtime: loaded[0]?.session.runtime ?? "none",
      subjects: loaded.map(({ name, load, firstRun, calls, turns }) => ({
        ...{ name, load, firstRun, calls, turns },
      })),
    };
  } finally {
    for (const { session } of loaded) await session.release();
  }
}

interface Loaded extends Omit<SubjectTrace, "turns" | "calls"> {
  readonly every: number;
  readonly session: Session;
  /** One for each feed. */
  readonly prepared: readonly (() => Promise<unknown>)[];
  readonly turns: number[][];
  calls: number;
  /** Runs so far: which feed is next. */
  runs: number;
}

async function load(
  { name, model, feedsFor, every = 1 }: Subject,
  threads: number,
  { createSession, clock }: JobHost,
): Promise<Loaded> {
  const start = clock();
  const session = await createSession(model, { threads, name });
  const created = clock();
  const prepared = feedsFor(session.inputs).map((feeds) => session.prepare(feeds));
  const ready = clock();
  await prepared[0]!();
  const firstRun = 1000 * (clock() - ready);
  return {
    ...{ name, every, session, prepared },
    ...{ load: 1000 * (created - start), firstRun, calls: 1, turns: [], runs: 1 },
  };
}

async function warmUp(
  loaded: Loaded,
  { runs, seconds }: JobRounds["warmup"],
  clock: JobHost["clock"],
): Promise<void> {
  const end = clock() + 1000 * seconds;
  for (let i = 0; i < runs || clock() < end; i++) await run(loaded);
}

/** Steps of the clock that a timed run lasts at least: it is then off by a tenth of itself at most. */
const steps = 10;

/** Blocks of calls of which the fastest counts: a busy moment makes calls look longer than they are. */
const blocks = 5;

/** Calls that take so long; no more than a person would wait for. */
async function callsFor(loaded: Loaded, { clock, clockStep = 0 }: JobHost): Promise<number> {
  for (let calls = 1; clockStep > 0 && calls < mostCalls; calls *= 2) {
    const several = () => runs(loaded, calls);
    const times = await timedTurn(several, { runs: blocks, settle: 0 }, clock);
    const time = Math.min(...times) / 1000;
    if (time >= steps * clockStep) return Math.ceil((steps * clockStep * calls) / time);
  }
  return clockStep > 0 ? mostCalls : 1;
}

/** As many calls as {@link callsFor} tries. */
export const mostCalls = 1024;

/** Rounds that are always run, however slow. */
const fewest = 3;

async function takeTurns(
  loaded: readonly Loaded[],
  schedule: Schedule,
  { clock, onRound }: JobHost,
): Promise<void> {
  const { rounds, seconds } = schedule;
  const random = new Random(schedule.seed);
  const end = clock() + 1000 * seconds;
  for (let round = 0; round < rounds && (round < fewest || clock() < end); round++) {
    for (const index of random.permutation(loaded.length)) {
      const each = loaded[index]!;
      const sitsOut = round % each.every !== 0;
      each.turns.push(sitsOut ? [] : await meanTurn(each, schedule, clock));
    }
    onRound?.(round + 1, rounds);
  }
}

/** A turn in which every run is the mean of so many calls. */
async function meanTurn(
  each: Loaded,
  schedule: JobRounds,
  clock: JobHost["clock"],
): Promise<number[]> {
  const { calls } = each;
  if (calls === 1) return await timedTurn(() => run(each), schedule, clock);
  const times = await timedTurn(() => runs(each, calls), schedule, clock);
  return times.map((time) => time / calls);
}

/** One turn: some runs to settle, then every run by itself, in µs. */
export async function timedTurn(
  call: () => Promise<unknown>,
  { runs, settle }: Pick<JobRounds, "runs" | "settle">,
  clock: JobHost["clock"],
): Promise<number[]> {
  for (let i = 0; i < settle; i++) await call();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = clock();
    await call();
    times.push(1000 * (clock() - start));
  }
  return times;
}

function run(loaded: Loaded): Promise<unknown> {
  const { prepared } = loaded;
  return prepared[loaded.runs++ % prepared.length]!();
}

async function runs(loaded: Loaded, calls: number): Promise<void> {
  for (let i = 0; i < calls; i++) await run(loaded);
}
