import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ViewStore } from "#distill/view-store";
import { sharedStages, sharedViews } from "#src/pipeline/shared-stages";
import { inSlots, Slots } from "#src/pipeline/slots";
import { openStageStore } from "#src/pipeline/stage-store";
import { temporaryFolder } from "#test/support/temporary-folder";
import { clock } from "./tiny-road.ts";

const spec = { name: "train", path: "teacher", options: { seed: 1 } };

async function shared(places: number) {
  const store = await openStageStore(await temporaryFolder(), { clock });
  const slots = new Slots(places);
  return { slots, stages: sharedStages(store, slots) };
}

test("what several want at once is made once", async () => {
  const { slots, stages } = await shared(3);
  let made = 0;
  const want = () =>
    stages.stage(spec, async (folder) => {
      made++;
      await writeFile(join(folder, "weights"), "1");
    });
  const found = await inSlots([want, want, want], slots);
  expect(made).toBe(1);
  expect(found.map(({ reused }) => reused)).toEqual([false, true, true]);
});

test("others work while two wait for the same", async () => {
  const { slots, stages } = await shared(2);
  const events: string[] = [];
  let open: () => void = () => undefined;
  const door = new Promise<void>((resolve) => {
    open = resolve;
  });
  const want = async () => {
    await stages.stage(spec, () => door);
    events.push("taught");
  };
  const other = async () => {
    events.push("meanwhile");
    open();
  };
  await inSlots([want, want, other], slots);
  expect(events).toEqual(["meanwhile", "taught", "taught"]);
});

test("where making it failed, the next one tries itself", async () => {
  const { slots, stages } = await shared(2);
  const fails = () =>
    stages.stage(spec, () => Promise.reject(new Error("no memory"))).catch(() => "failed");
  const works = () => stages.stage(spec, async () => undefined);
  const [first, second] = await inSlots<unknown>([fails, works], slots);
  expect(first).toBe("failed");
  expect(second).toMatchObject({ reused: false });
});

test("teachers' outputs that several want: whoever waits for them lends its place", async () => {
  const slots = new Slots(2);
  const views = sharedViews(slots, new ViewStore(1));
  const events: string[] = [];
  let open: () => void = () => undefined;
  const door = new Promise<void>((resolve) => {
    open = resolve;
  });
  const want = async () => {
    await views.get("teacher", async () => {
      events.push("computed");
      await door;
      return [];
    });
    events.push("taught");
  };
  const other = async () => open();
  await inSlots([want, want, other], slots);
  expect(events).toEqual(["computed", "taught", "taught"]);
});
