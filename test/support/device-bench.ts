/** @file A bench report with two devices in it, one of which was stopped on the way. */
import type { BenchReport } from "#benchmarks/harness/bench-report";
import type { DeviceFacts, Part } from "#benchmarks/harness/device/device-part";
import type { DevicePlan } from "#benchmarks/harness/device/device-plan";
import { deviceReports } from "#benchmarks/harness/device/device-reports";
import type { Visit } from "#benchmarks/harness/device/receive-devices";
import { sampleBench } from "#test/support/bench-report";
import { partsOf, phone, runNamed, samplePlan } from "#test/support/device-answers";

/** A measurement whose parts came one a second, from that second on. */
export function visit(parts: readonly Part[], second: number, due = parts.length): Visit {
  const at = (i: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second + i)).toISOString();
  return { run: parts[0]!.run, parts: parts.map((part, i) => ({ receivedAt: at(i), part })), due };
}

export function benchOf(plan: DevicePlan, visits: readonly Visit[]): BenchReport {
  const { devices, series } = deviceReports("device", plan, visits);
  return { ...sampleBench, devices, series: [...sampleBench.series, ...series] };
}

/** Got the page without HTTPS. */
export const plainPhone: DeviceFacts = {
  ...{ ...phone, isolated: false, secure: false, webgpu: "this browser has none" },
  clockStep: 100,
};

export function benchWithDevices(): BenchReport {
  const plan = samplePlan(["float.onnx", "int8.onnx"]);
  const whole = visit(partsOf(plan, runNamed(1)), 30);
  const partial = visit(partsOf(plan, runNamed(2), plainPhone).slice(0, 4), 10, 5);
  return benchOf(plan, [whole, partial]);
}
