/** @file How often somebody may ask: a bucket for each that fills up again. */

export interface Rate {
  /** Requests at once. */
  readonly burst: number;
  /** Requests a second in the long run. */
  readonly perSecond: number;
}

/** Buckets that are remembered; more addresses than a local network has. */
const most = 10_000;

/**
 * Says whether one more request of an address is within the rate. `clock`: milliseconds, from any origin.
 *
 * Source: token bucket, ITU-T I.371.
 */
export function rateLimit(
  { burst, perSecond }: Rate,
  clock: () => number,
): (address: string) => boolean {
  const buckets = new Map<string, { level: number; at: number }>();
  return (address) => {
    const now = clock();
    if (buckets.size >= most) buckets.clear();
    const { level, at } = buckets.get(address) ?? { level: burst, at: now };
    const filled = Math.min(burst, level + (perSecond * (now - at)) / 1000);
    const within = filled >= 1;
    buckets.set(address, { level: within ? filled - 1 : filled, at: now });
    return within;
  };
}
