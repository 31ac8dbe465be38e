import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Random } from "#core/random";
import { headBatch } from "#live/head-batch";
import { type HeadFiles, recordHead } from "#live/head-step";
import { judge } from "#live/page/judge";
import { learn } from "#live/page/learn";
import { PersonalSession, type Reading } from "#live/page/personal-session";
import { createOrtNodeSession } from "#runtime/ort-node";
import { groupWeights, openForward, openStep } from "#train/open-step";

const [width, classes] = [6, 3];
let files: HeadFiles;
beforeAll(async () => {
  files = await recordHead(width, classes);
});

async function opened() {
  const createSession = createOrtNodeSession;
  const step = await openStep(files.step, { random: new Random(1), createSession });
  const forward = await openForward(files.forward, { createSession });
  onTestFinished(async () => {
    await step.release();
    await forward.release();
  });
  const run = () => Promise.reject(new Error("no window is run here"));
  const session = new PersonalSession({
    ...{ session: { run }, forward, tap: { name: "features", width } },
  });
  return { step, session };
}

const random = new Random(3);

/** People whose features point to their class; the file reads the `shift`-th class next to it. */
function people(count: number, shift: number, place: number) {
  return Array.from({ length: count }, (_, i) => {
    const label = i % classes;
    const features = Float32Array.from({ length: width }, (_, k) => {
      return 40 * Number(k === label + place) + 4 * random.normal();
    });
    const base = new Float32Array(classes);
    base[(label + shift) % classes] = 2;
    return { features, base, label };
  });
}

describe("the correction", () => {
  test("is nothing at first: the file's own logits, to the bit", async () => {
    const { step, session } = await opened();
    const reading: Reading = people(1, 0, 0)[0]!;
    const correction = { weights: groupWeights(step.state), scale: 1 };
    expect(await session.logitsOf(reading, correction)).toEqual(reading.base);
    expect(await session.logitsOf(reading)).toEqual(reading.base);
  });

  test("learns a wearer whom the file mistakes, and keeps what it says of others", async () => {
    const { step, session } = await opened();
    const [own, held] = [people(24, 1, 0), people(24, 1, 0)];
    const [others, asked] = [people(24, 0, 3), people(24, 0, 3)];
    const shares: number[] = [];
    const correction = await learn({
      ...{ step, batch: headBatch, own, others, random: new Random(1) },
      onProgress: (share) => shares.push(share),
    });
    expect(shares.at(-1)).toBe(1);
    expect(await judge(session, held, correction)).toEqual({ asked: 24, before: 0, after: 1 });
    expect(await judge(session, asked, correction)).toEqual({ asked: 24, before: 1, after: 1 });
  });

  test("is the same again from the same examples: training begins anew", async () => {
    const { step } = await opened();
    const own = people(12, 1, 0);
    const once = () => learn({ step, batch: headBatch, own, others: [], random: new Random(2) });
    const first = await once();
    expect(await once()).toEqual(first);
    expect(first.weights.parameters.some((x) => Math.abs(x) > 0.1)).toBe(true);
  });

  test("nobody to ask, no judgement", async () => {
    const { step, session } = await opened();
    const correction = { weights: groupWeights(step.state), scale: 1 };
    expect(await judge(session, [], correction)).toBeUndefined();
  });
});
