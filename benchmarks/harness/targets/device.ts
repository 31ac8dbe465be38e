import { receiveDevices } from "#benchmarks/harness/device/receive-devices";
import type { VisitedTarget } from "#benchmarks/harness/target";

export const device: VisitedTarget = {
  name: "device",
  source: "onnxruntime-web in whatever browser opens the page",
  summary:
    "phones and watches that open a page on the local network, measure and send what they found",
  receive: receiveDevices,
};
