import { expect, test } from "vitest";
import { watchHeap } from "#benchmarks/harness/wasm-heap";

test("counts the memories made since, as large as they have grown", () => {
  const { Memory } = WebAssembly;
  try {
    const heap = watchHeap();
    expect(heap()).toBeNull();
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 10 });
    expect(heap()).toBe(2 * 65_536);
    memory.grow(3);
    expect(memory).toBeInstanceOf(Memory);
    expect(heap()).toBe(5 * 65_536);
  } finally {
    WebAssembly.Memory = Memory;
  }
});
