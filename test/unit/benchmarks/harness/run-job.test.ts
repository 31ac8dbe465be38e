import { expect, test } from "vitest";
import type { Job } from "#benchmarks/harness/job";
import { mostCalls, runJob } from "#benchmarks/harness/run-job";
import type { CreateSession } from "#runtime/session";

const x = { dtype: "float32", shape: [1], data: Float32Array.of(1) } as const;
const subject = (name: string) => ({ name, model: new Uint8Array(1), feeds: [{ x }] });

const schedule: Omit<Job, "subjects"> = {
  ...{ rounds: 4, runs: 3, settle: 2, warmup: { runs: 5, seconds: 0 } },
  ...{ seconds: 60, threads: 1, seed: 1 },
};

/** Sessions that take a fixed time on a clock that only they move, and what they did. */
function machine(milliseconds: Readonly<Record<string, number>>) {
  let now = 1000;
  const log: string[] = [];
  const createSession: CreateSession = async (_, { name = "", threads } = {}) => {
    log.push(`load ${name} ${threads}`);
    now += 7;
    const run = async () => {
      if (milliseconds[name] === undefined) throw new Error(`${name} breaks`);
      log.push(name);
      now += milliseconds[name];
      return {};
    };
    return {
      ...{ runtime: "clockwork 1", inputNames: ["x"], outputNames: [], inputs: [], outputs: [] },
      ...{ run, prepare: () => run },
      async release() {
        log.push(`release ${name}`);
      },
    };
  };
  return { log, createSession, clock: () => now };
}

test("times loading, the first run and every run of every turn, in µs", async () => {
  const host = machine({ a: 2, b: 5 });
  const { runtime, subjects } = await runJob(
    { ...schedule, subjects: [subject("a"), subject("b")] },
    host,
  );
  expect(runtime).toBe("clockwork 1");
  const turns = (time: number) => Array(4).fill([time, time, time]);
  expect(subjects).toEqual([
    { name: "a", load: 7000, firstRun: 2000, calls: 1, turns: turns(2000) },
    { name: "b", load: 7000, firstRun: 5000, calls: 1, turns: turns(5000) },
  ]);
  const runs = host.log.filter((name) => name === "a");
  expect(runs).toHaveLength(1 + 5 + 4 * (2 + 3));
});

test("the order of turns changes from round to round, and with the seed only", async () => {
  const order = async (seed: number) => {
    const host = machine({ a: 1, b: 1, c: 1 });
    const subjects = ["a", "b", "c"].map(subject);
    const warmup = { runs: 0, seconds: 0 };
    await runJob({ ...schedule, rounds: 8, runs: 1, settle: 0, warmup, subjects, seed }, host);
    return host.log
      .filter((entry) => entry.length === 1)
      .slice(3)
      .join("");
  };
  const [first, again, other] = [await order(1), await order(1), await order(2)];
  expect(first).toBe(again);
  expect(first).not.toBe(other);
  const rounds = first.match(/.../g)!;
  for (const round of rounds) expect([...round].sort().join("")).toBe("abc");
  expect(new Set(rounds).size).toBeGreaterThan(2);
});

test("a yardstick takes part in every n-th round", async () => {
  const host = machine({ a: 1, y: 1 });
  const subjects = [subject("a"), { ...subject("y"), every: 3 }];
  const trace = await runJob({ ...schedule, subjects }, host);
  expect(trace.subjects[1]!.turns.map(({ length }) => length)).toEqual([3, 0, 0, 3]);
});

test("slow models stop after three rounds when the time is up; warm-up lasts as long as asked", async () => {
  const host = machine({ a: 100 });
  const warmup = { runs: 1, seconds: 1 };
  const job = { ...schedule, rounds: 50, seconds: 0.1, warmup, subjects: [subject("a")] };
  const { subjects } = await runJob(job, host);
  expect(subjects[0]!.turns).toHaveLength(3);
  expect(host.log.filter((name) => name === "a")).toHaveLength(1 + 10 + 3 * 5);
});

test("a start without rounds is a first run and nothing else", async () => {
  const host = machine({ a: 1 });
  const { subjects } = await runJob({ ...schedule, rounds: 0, subjects: [subject("a")] }, host);
  expect(subjects[0]!.turns).toEqual([]);
  expect(host.log).toEqual(["load a 1", "a", "release a"]);
});

test("sessions are released when one breaks", async () => {
  const host = machine({ a: 1 });
  await expect(
    runJob({ ...schedule, subjects: [subject("a"), subject("b")] }, host),
  ).rejects.toThrow("b breaks");
  expect(host.log).toContain("release a");
});

test("where the clock is coarse, a timed run is the mean of as many calls as ten of its steps take", async () => {
  const fine = machine({ a: 0.25, b: 90 });
  const step = 4; // ms: calls of 0.25 ms cannot be told from nothing
  const clock = () => step * Math.floor(fine.clock() / step);
  const subjects = [subject("a"), subject("b")];
  const trace = await runJob({ ...schedule, subjects }, { ...fine, clock, clockStep: step });
  const [a, b] = trace.subjects;
  expect([a!.calls, b!.calls]).toEqual([160, 1]);
  for (const time of a!.turns.flat()) expect(Math.abs(time - 250)).toBeLessThanOrEqual(25);
  for (const time of b!.turns.flat()) expect(Math.abs(time - 90_000)).toBeLessThanOrEqual(4000);
});

test("a busy moment before the rounds does not make single calls look long enough", async () => {
  const idle = machine({ a: 0.25 });
  let calls = 0;
  let stolen = 0;
  const createSession: typeof idle.createSession = async (...given) => {
    const session = await idle.createSession(...given);
    const prepare: typeof session.prepare = (feeds) => {
      const call = session.prepare(feeds);
      return async () => {
        if (calls++ % 7 === 6 && calls < 40) stolen += 100;
        return await call();
      };
    };
    return { ...session, prepare };
  };
  const clock = () => 4 * Math.floor((idle.clock() + stolen) / 4);
  const job = { ...schedule, subjects: [subject("a")] };
  const { subjects } = await runJob(job, { createSession, clock, clockStep: 4 });
  expect(subjects[0]!.calls).toBeGreaterThan(100);
});

test("calls that take no time at all are not waited for", async () => {
  const host = { ...machine({ a: 0 }), clockStep: 1 };
  const { subjects } = await runJob({ ...schedule, subjects: [subject("a")] }, host);
  expect(subjects[0]!.calls).toBe(mostCalls);
});
