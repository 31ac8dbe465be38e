import { childHost } from "#benchmarks/harness/child-host";
import { type DrivenTarget, plainSettings } from "#benchmarks/harness/target";

export const wasm: DrivenTarget = {
  name: "wasm",
  source: "onnxruntime-web, WebAssembly with SIMD",
  summary: "onnxruntime's WebAssembly build in Node, one thread, in new processes",
  async open({ threads }) {
    const host = childHost({ runtime: "ort-wasm", settings: plainSettings([1]), warmup: 0.6 });
    const many = threads.filter((each) => each > 1);
    if (many.length === 0) return host;
    return {
      ...host,
      absent: [`${many.join(", ")} threads: Node has one for WebAssembly; measure in chromium`],
    };
  },
};
