import { createOrtNodeSession } from "#runtime/ort-node";
import type { Runtime } from "./runtime.ts";

export const ortCpu: Runtime = {
  name: "ort-cpu",
  target: "cpu",
  source: "onnxruntime-node, CPUExecutionProvider",
  summary: "onnxruntime's native CPU build, in Node",
  createSession: createOrtNodeSession,
};
