import { expect, test } from "vitest";
import type { Part } from "#benchmarks/harness/device/device-part";
import { type Delivery, Outbox, type OutboxState } from "#benchmarks/harness/device/page/outbox";
import { postPart } from "#benchmarks/harness/device/page/post-part";
import { partsOf, runNamed, samplePlan } from "#test/support/device-answers";

const parts = partsOf(samplePlan(), runNamed(1));

/** An outbox whose deliveries end as told, one after the other, and whose nights pass at once. */
function delivering(outcomes: readonly Delivery[], first: readonly Part[] = []) {
  const [slept, gone, states]: [number[], number[], OutboxState[]] = [[], [], []];
  let next = 0;
  const outbox = new Outbox(first, {
    deliver: async () => outcomes[next++] ?? "kept",
    sleep: async (seconds) => void slept.push(seconds),
    onGone: ({ step }) => gone.push(step),
    onChange: (state) => states.push(state),
  });
  const settled = async () => {
    while (states.at(-1)?.waiting !== 0) await new Promise((resolve) => setTimeout(resolve));
  };
  return { outbox, slept, gone, states, settled };
}

test("parts go in their order, those of last time first", async () => {
  const { outbox, gone, settled } = delivering([], parts.slice(0, 2));
  outbox.add(parts[2]!);
  await settled();
  expect(gone).toEqual([0, 1, 2]);
});

test("what cannot be delivered is tried again, ever less often, and never dropped", async () => {
  const { slept, gone, states, settled } = delivering(Array(8).fill("later"), parts.slice(0, 2));
  await settled();
  expect(slept).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  expect(gone).toEqual([0, 1]);
  expect(
    states.some(({ next, failures, waiting }) => next === 30 && failures === 6 && waiting === 2),
  ).toBe(true);
  expect(states.at(-1)).toEqual({ waiting: 0, failures: 0, next: undefined, refused: undefined });
});

test("a refusal is told, and does not hold up the rest", async () => {
  const refusals: Delivery[] = [{ refused: "why" }, "kept", { refused: "why not" }];
  const { gone, states, settled } = delivering(refusals, parts.slice(0, 3));
  await settled();
  expect(gone).toEqual([0, 1, 2]);
  expect(states.at(-1)).toMatchObject({ waiting: 0, refused: { count: 2, reason: "why not" } });
});

test("somebody who presses the button does not wait", async () => {
  let woken = 0;
  const outcomes: Delivery[] = ["later", "kept"];
  const done = new Promise<void>((resolve) => {
    const outbox = new Outbox([parts[0]!], {
      deliver: async () => outcomes.shift()!,
      sleep: (_, signal) =>
        new Promise((wake) => {
          signal.addEventListener("abort", () => wake(void woken++));
          setTimeout(() => outbox.wake());
        }),
      onGone: () => resolve(),
      onChange: () => undefined,
    });
  });
  await done;
  expect(woken).toBe(1);
});

test.each([
  [200, "kept"],
  [422, { refused: "step: no" }],
  [409, { refused: "step: no" }],
  [404, "later"],
  [429, "later"],
  [500, "later"],
])("status %i: %j", async (status, outcome) => {
  const send = async () => new Response('{"refused":"step: no"}', { status });
  expect(await postPart("x", parts[0]!, send)).toEqual(outcome);
});

test("no connection: later", async () => {
  expect(await postPart("x", parts[0]!, () => Promise.reject(new TypeError("no")))).toBe("later");
});
