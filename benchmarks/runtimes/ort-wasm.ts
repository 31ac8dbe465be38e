import type { Runtime } from "./runtime.ts";

export const ortWasm: Runtime = {
  name: "ort-wasm",
  target: "wasm",
  source: "onnxruntime-web, WebAssembly with SIMD",
  summary: "onnxruntime's WebAssembly build, in Node: what a web page runs",
  async createSession(model, options) {
    const { createOrtWebSession } = await import("#runtime/ort-web"); // 11 MB: loaded only when measured
    return createOrtWebSession(model, options);
  },
};
