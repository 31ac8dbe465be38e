import fc from "fast-check";
import { expect, test } from "vitest";
import { inSlots, Slots } from "#src/pipeline/slots";

const soon = (turns: number) => {
  let all = Promise.resolve();
  for (let i = 0; i < turns; i++) all = all.then(() => undefined);
  return all;
};

test("never more at work than there are places; results keep the order of the tasks", async () => {
  const durations = fc.array(fc.integer({ min: 10, max: 30 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(durations, fc.integer({ min: 1, max: 4 }), async (turns, places) => {
      let [atWork, most] = [0, 0];
      const tasks = turns.map((count, i) => async () => {
        most = Math.max(most, ++atWork);
        await soon(count);
        atWork--;
        return i;
      });
      expect(await inSlots(tasks, new Slots(places))).toEqual(turns.map((_, i) => i));
      expect(most).toBe(Math.min(places, turns.length));
    }),
  );
});

test("a task is drawn when there is a place for it", async () => {
  const drawn: number[] = [];
  function* tasks() {
    for (let i = 0; i < 3; i++) {
      drawn.push(i);
      yield async () => {
        await soon(3);
        return drawn.length;
      };
    }
  }
  expect(await inSlots(tasks(), new Slots(1))).toEqual([1, 2, 3]);
});

test("whoever waits lends its place, and takes one again", async () => {
  const slots = new Slots(1);
  const events: string[] = [];
  let open: () => void = () => undefined;
  const door = new Promise<void>((resolve) => {
    open = resolve;
  });
  await inSlots(
    [
      async () => {
        await slots.lend(door);
        events.push("through");
      },
      async () => {
        events.push("opened");
        open();
        await soon(5);
        events.push("left");
      },
    ],
    slots,
  );
  expect(events).toEqual(["opened", "left", "through"]);
});

test("after a failure nothing begins, what had begun ends, and the first error is thrown", async () => {
  const events: string[] = [];
  const fails = async () => {
    await soon(1);
    throw new Error("first");
  };
  const slow = async () => {
    await soon(50);
    events.push("slow ended");
    throw new Error("second");
  };
  const never = async () => {
    events.push("began");
  };
  const stop = (error: unknown) => events.push(`stop: ${(error as Error).message}`);
  await expect(inSlots([slow, fails, never], new Slots(2), stop)).rejects.toThrow("first");
  expect(events).toEqual(["stop: first", "slow ended"]);
});
