import { describe, expect, test } from "vitest";
import type { TeacherViews } from "#distill/teacher-views";
import { ViewStore } from "#distill/view-store";

/** One view of that many floats. */
const viewsOf = (size: number): TeacherViews => [
  { logits: { data: new Float32Array(size), shape: [size] } },
];

/** Counts how often each key is computed. */
function counted(store: ViewStore) {
  const computed: string[] = [];
  const get = (key: string, size = 1) =>
    store.get(key, async () => {
      computed.push(key);
      return viewsOf(size);
    });
  return { computed, get };
}

describe("a store of teacher outputs", () => {
  test("computes each key once, also for two that ask at the same time", async () => {
    const { computed, get } = counted(new ViewStore(1000));
    const [a, b] = await Promise.all([get("x"), get("x")]);
    expect(await get("x")).toBe(a);
    expect(b).toBe(a);
    expect(computed).toEqual(["x"]);
  });

  test("forgets the least recently used beyond its bytes", async () => {
    const { computed, get } = counted(new ViewStore(8));
    for (const key of ["x", "y", "x", "z", "x", "y"]) await get(key);
    expect(computed).toEqual(["x", "y", "z", "y"]);
  });

  test("gives what is larger than all it may keep, and keeps it not", async () => {
    const { computed, get } = counted(new ViewStore(8));
    expect((await get("x", 3))[0]!.logits!.shape).toEqual([3]);
    await get("x", 3);
    expect(computed).toEqual(["x", "x"]);
  });

  test("tries again what failed", async () => {
    const store = new ViewStore(8);
    await expect(store.get("x", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await store.get("x", async () => viewsOf(1))).toEqual(viewsOf(1));
  });
});
