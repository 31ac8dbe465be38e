import { expect, test } from "vitest";
import { type StepsOptions, takeSteps } from "#benchmarks/harness/device/page/take-steps";
import { planFiles } from "#benchmarks/harness/device/plan-files";
import type { JobAnswer } from "#benchmarks/harness/job-answer";
import { partsOf, runNamed, samplePlan } from "#test/support/device-answers";

const sample = samplePlan();
const { plan } = planFiles(sample);
const [first] = partsOf(sample, runNamed(1));
const answer = first!.answer as JobAnswer;

/** Takes two steps; what goes wrong comes as told, attempt by attempt. */
async function taking(
  change: Partial<StepsOptions> & { attempts?: readonly (JobAnswer | Error)[] },
) {
  const log: string[] = [];
  let attempt = 0;
  await takeSteps({
    ...{ plan, due: [1, 2], loadSubjects: async () => [], isReachable: async () => true },
    ...{ wasHidden: () => false, seen: async () => undefined },
    sleep: async () => void log.push("sleep"),
    async run() {
      const outcome = change.attempts?.[attempt++] ?? answer;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    onProgress: () => undefined,
    onTrouble: (trouble) => log.push(trouble),
    onAnswer: (step, got) => log.push(`${step} ${"error" in got ? got.error : "measured"}`),
    ...change,
  });
  return log;
}

test("steps are answered in their order", async () => {
  expect(await taking({})).toEqual(["1 measured", "2 measured"]);
});

test("what was measured out of sight is measured again", async () => {
  const hidden = [false, true, false, false, false, false];
  const log = await taking({ wasHidden: () => hidden.shift()! });
  expect(log).toEqual(["hidden", "1 measured", "2 measured"]);
});

test("without a connection a step waits, however long", async () => {
  const lost = Array.from({ length: 9 }, () => new Error("not loaded"));
  const log = await taking({ attempts: lost, isReachable: async () => false });
  expect(log).toEqual([
    ...lost.flatMap(() => ["unreachable", "sleep"]),
    "1 measured",
    "2 measured",
  ]);
});

test("a step that always breaks is answered with the reason, in one line, and the next is taken", async () => {
  const broken = Array.from({ length: 3 }, () => new Error("out of\nmemory"));
  const log = await taking({ attempts: broken });
  expect(log).toEqual(["sleep", "sleep", "1 out of memory", "2 measured"]);
});

test("an error of the runtime is an answer at once", async () => {
  const error = { error: "no such operator\n  help: none", ofUser: true };
  expect(await taking({ attempts: [error] })).toEqual([
    "1 no such operator   help: none",
    "2 measured",
  ]);
});
