/** @file What a page can tell of the device that it is on. */

import { clockStep } from "#benchmarks/harness/clock-step";
import { deviceName } from "#benchmarks/harness/device/browser-name";
import type { DeviceFacts } from "#benchmarks/harness/device/device-part";
import { whyNoWebGpu } from "#benchmarks/harness/why-no-webgpu";

export async function deviceFacts(): Promise<DeviceFacts> {
  const { userAgent, hardwareConcurrency, deviceMemory } = navigator as NavigatorFacts;
  const step = 1000 * clockStep(() => performance.now());
  return {
    name: (await model()) || deviceName(userAgent),
    userAgent: oneLine(userAgent, 500),
    cores: Math.max(1, hardwareConcurrency || 1),
    memory: deviceMemory ?? null,
    screen: { width: screen.width, height: screen.height, ratio: devicePixelRatio },
    secure: isSecureContext,
    isolated: crossOriginIsolated === true,
    webgpu: (await whyNoWebGpu()) ?? true,
    clockStep: Math.round(10 * step) / 10,
  };
}

interface NavigatorFacts extends Navigator {
  /** GB. */
  readonly deviceMemory?: number;
}

/** "Pixel 9", where the browser tells pages that came by HTTPS. */
async function model(): Promise<string> {
  const { userAgentData } = navigator as { userAgentData?: UserAgentData };
  const told = await userAgentData?.getHighEntropyValues(["model"]).catch(() => undefined);
  return oneLine(told?.model ?? "", 40);
}

interface UserAgentData {
  getHighEntropyValues(hints: readonly string[]): Promise<{ readonly model?: string }>;
}

/** As the computer takes it: nothing that moves a cursor or turns the direction of writing. */
export function oneLine(text: string, longest: number): string {
  const plain = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
  let kept = "";
  for (const letter of plain) {
    if (kept.length + letter.length > longest) break; // never half a letter
    kept += letter;
  }
  return kept.trim();
}
