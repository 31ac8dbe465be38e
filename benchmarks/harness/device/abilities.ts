/** @file What a device can do, and in which ways it can therefore run; the page and the server ask alike. */
import { type Setting, settingText } from "#benchmarks/harness/target";

export interface Abilities {
  readonly cores: number;
  /** Whether the page has shared memory, which threads need. */
  readonly isolated: boolean;
  /** True, or why there is none. */
  readonly webgpu: true | string;
}

/** Numbers of the steps that a device can take. */
export function stepsFor(
  steps: readonly { readonly setting: Setting }[],
  abilities: Abilities,
): number[] {
  return steps.flatMap(({ setting }, i) => (whyNot(setting, abilities) === undefined ? [i] : []));
}

/** Why a device cannot run in such a way; `undefined` where it can. */
export function whyNot(
  setting: Setting,
  { isolated, cores, webgpu }: Abilities,
): string | undefined {
  if (setting.accelerator === "webgpu") return webgpu === true ? undefined : `WebGPU: ${webgpu}`;
  if (setting.threads === 1) return undefined;
  const many = settingText(setting);
  if (!isolated) return `${many}: only where the page comes by HTTPS or from the device itself`;
  return setting.threads > cores ? `${many}: it has ${cores} cores` : undefined;
}
