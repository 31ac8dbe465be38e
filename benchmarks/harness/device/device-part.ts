/** @file What a device posts: the answer to one step, and what it says of itself. Nothing in it is believed unseen. */
import { z } from "zod";
import { mostCalls } from "#benchmarks/harness/run-job";
import type { Measured } from "#benchmarks/harness/target";
import { median } from "#core/quantiles";
import { stepsFor } from "./abilities.ts";
import type { DevicePlan } from "./device-plan.ts";

/** Letters and signs; nothing that moves a cursor or turns the direction of writing. */
const line = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u);

const time = z.number().min(0).max(1e10).describe("µs");
const pixels = z.number().min(0).max(1e5);

/** @see DeviceFacts */
const deviceFacts = z.strictObject({
  name: line(40).regex(/\S/).describe("As typed"),
  userAgent: line(500),
  cores: z.int().min(1).max(4096),
  memory: z.number().min(0).max(1e5).nullable().describe("GB, coarse; null: not told"),
  screen: z.strictObject({ width: pixels, height: pixels, ratio: z.number().min(0).max(100) }),
  secure: z.boolean().describe("A secure context: HTTPS, or the device itself"),
  isolated: z.boolean(),
  webgpu: z.union([z.literal(true), line(200)]),
  clockStep: time.describe("What the page's clock can tell, µs"),
});

const trace = z.strictObject({
  name: z.string().max(500),
  ...{ load: time, firstRun: time, calls: z.int().min(1).max(mostCalls) },
  turns: z.array(z.array(time)),
});

const measured = z.strictObject({
  runtime: line(100),
  subjects: z.array(trace),
  memory: z.strictObject({
    peak: z.null(),
    heap: z
      .int()
      .min(0)
      .max(2 ** 40)
      .nullable(),
  }),
});

const answer = z.union([
  z.strictObject({ measured }),
  z.strictObject({ error: line(2000), ofUser: z.boolean() }),
]);

const part = z.strictObject({
  format: z.literal("wristill-device-1"),
  plan: z.string().max(64).describe("Which plan it answers"),
  run: z
    .string()
    .regex(/^[0-9a-z]{20}$/)
    .describe("Drawn by the page for each measurement"),
  step: z.int().min(0),
  device: deviceFacts,
  answer,
});

/** The answer to one step. */
export type Part = z.infer<typeof part>;
export type DeviceFacts = z.infer<typeof deviceFacts>;

/** The part, or why it cannot be an answer to this plan. */
export function partIn(value: unknown, key: string, plan: DevicePlan): Part | string {
  const read = part.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return `${issue?.path.join(".") || "the whole"}: ${issue?.message}`;
  }
  const { data } = read;
  if (data.plan !== key) return "plan: another measurement, started since";
  if (!stepsFor(plan.steps, data.device).includes(data.step))
    return `step: no step ${data.step} for this device`;
  if ("error" in data.answer) return data;
  return misfit(data.answer.measured, plan.steps[data.step]!.job) ?? data;
}

/** Why such times cannot have come of the job. */
function misfit(
  { subjects }: Measured,
  { subjects: asked, rounds, runs }: DevicePlan["steps"][number]["job"],
): string | undefined {
  const names = (of: readonly { readonly name: string }[]) =>
    JSON.stringify(of.map((it) => it.name));
  if (names(subjects) !== names(asked)) return "answer: other files than asked for";
  for (const [i, { turns }] of subjects.entries()) {
    const every = asked[i]!.every ?? 1;
    if (turns.length > rounds || turns.length < Math.min(3, rounds))
      return `answer: ${turns.length} rounds`;
    if (turns.length !== subjects[0]!.turns.length)
      return "answer: rounds in which some are missing";
    const due = (round: number) => (round % every === 0 ? runs : 0);
    if (turns.some(({ length }, round) => length !== due(round)))
      return "answer: another number of runs";
    if (turns.some((times) => times.length > 0 && !(median(times) > 0)))
      return "answer: runs that took no time";
  }
  return undefined;
}
