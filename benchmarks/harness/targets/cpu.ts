import { childHost } from "#benchmarks/harness/child-host";
import { type DrivenTarget, plainSettings } from "#benchmarks/harness/target";

export const cpu: DrivenTarget = {
  name: "cpu",
  source: "onnxruntime-node, CPUExecutionProvider",
  summary: "onnxruntime's native build on this processor, in new processes",
  open: async ({ threads }) =>
    childHost({ runtime: "ort-cpu", settings: plainSettings(threads), warmup: 0.05 }),
};
