/** @file Whether a page has a graphics processor worth measuring. */

/** Why it has none; `undefined` where it has. */
export async function whyNoWebGpu(): Promise<string | undefined> {
  const { gpu } = navigator as { gpu?: Gpu };
  if (!gpu) return "this browser has none";
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) return "no adapter";
  return adapter.info?.isFallbackAdapter ? "only a software adapter" : undefined;
}

/** The part of WebGPU that is asked. */
interface Gpu {
  requestAdapter(): Promise<{ readonly info?: { readonly isFallbackAdapter?: boolean } } | null>;
}
