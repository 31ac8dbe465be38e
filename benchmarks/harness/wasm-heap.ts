/** @file How much memory WebAssembly has; a page cannot ask for the memory of a module it did not make. */

/**
 * Notes every WebAssembly memory that is made from now on. Call before the runtime is loaded; what is returned tells
 * the bytes of all of them, `null` where there is none.
 */
export function watchHeap(): () => number | null {
  const memories: WebAssembly.Memory[] = [];
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(this);
    }
  };
  return () => {
    if (memories.length === 0) return null;
    return memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  };
}
