/** @file What devices sent → their rows and series in the report. */
import type { BenchDevice, SeriesReport } from "#benchmarks/harness/bench-report";
import type { Measured } from "#benchmarks/harness/target";
import { whyNot } from "./abilities.ts";
import { browserName } from "./browser-name.ts";
import type { DevicePlan } from "./device-plan.ts";
import type { Visit } from "./receive-devices.ts";

export interface DeviceReports {
  readonly devices: BenchDevice[];
  readonly series: SeriesReport[];
}

/** In the order in which the devices first answered. */
export function deviceReports(
  target: string,
  plan: DevicePlan,
  visits: readonly Visit[],
): DeviceReports {
  const ordered = [...visits].sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1));
  const names = namesOf(ordered);
  const reports = ordered.map((visit, i) => deviceReport(target, plan, visit, names[i]!));
  return {
    devices: reports.map(({ device }) => device),
    series: reports.flatMap(({ series }) => series),
  };
}

function startOf({ parts }: Visit): string {
  return parts.map(({ receivedAt }) => receivedAt).sort()[0]!;
}

/** "Pixel 9", "Pixel 9 (2)". */
function namesOf(visits: readonly Visit[]): string[] {
  const taken = new Set<string>();
  return visits.map(({ parts }) => {
    const { name } = parts[0]!.part.device;
    let own = name;
    for (let n = 2; taken.has(own); n++) own = `${name} (${n})`;
    taken.add(own);
    return own;
  });
}

function deviceReport(target: string, plan: DevicePlan, visit: Visit, name: string) {
  const { userAgent, cores, memory, screen, secure, isolated, clockStep } =
    visit.parts[0]!.part.device;
  const answers: (Measured | undefined)[] = plan.steps.map(() => undefined);
  for (const { part } of visit.parts) {
    if ("measured" in part.answer) answers[part.step] = part.answer.measured;
  }
  const { cold, series } = plan.figuresOf(answers);
  const device: BenchDevice = {
    ...{ name, target, browser: browserName(userAgent), userAgent },
    ...{ cores, memory, screen, secure, isolated, clockStep },
    ...{ measuredAt: startOf(visit), steps: { done: visit.parts.length, due: visit.due } },
    ...{ cold, absent: absentOn(plan, visit) },
  };
  return { device, series: series.map((each) => ({ ...each, device: name })) };
}

/** What the device cannot do, and what broke on it. */
function absentOn({ steps }: DevicePlan, { parts }: Visit): string[] {
  const { device } = parts[0]!.part;
  const cannot = steps.flatMap(({ setting }) => whyNot(setting, device) ?? []);
  const broken = parts.flatMap(({ part: { step, answer } }) =>
    "error" in answer ? `${steps[step]!.label}: ${answer.error}` : [],
  );
  return [...new Set([...cannot, ...broken])];
}
