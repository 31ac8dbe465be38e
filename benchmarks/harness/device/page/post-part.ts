/** @file One attempt to hand a part to the computer. */
import type { Part } from "#benchmarks/harness/device/device-part";
import type { Delivery } from "./outbox.ts";

/** Statuses that say no for good; any other failure may pass. */
const final = [400, 409, 413, 415, 422, 507];

/** ms */
const patience = 30_000;

/** `address`: of the place that takes parts. Never throws. */
export async function postPart(
  address: string,
  part: Part,
  send: typeof fetch = fetch,
): Promise<Delivery> {
  try {
    const response = await send(address, {
      ...{ method: "POST", body: JSON.stringify(part), signal: AbortSignal.timeout(patience) },
      headers: { "Content-Type": "application/json" },
    });
    const { refused } = await response.json().catch(() => ({ refused: undefined }));
    if (response.ok) return "kept";
    if (!final.includes(response.status)) return "later";
    return { refused: String(refused ?? `status ${response.status}`) };
  } catch {
    return "later";
  }
}
