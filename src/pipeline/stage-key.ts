/** @file What a stage's result depends on, as one hash. */
import { createHash } from "node:crypto";

export interface StageIdentity {
  /** What is done: "teacher", "quantize". */
  readonly name: string;
  /** Raised when the same options begin to give another result or other files. Default 1. */
  readonly version?: number;
  /** All that the result depends on besides `after`; plain JSON. */
  readonly options: unknown;
  /** Keys of the stages whose results it reads. */
  readonly after?: readonly string[];
}

/** sha-256, in hexadecimal. */
export function stageKey({ name, version = 1, options, after = [] }: StageIdentity): string {
  const text = canonicalJson({ name, version, options, after });
  return createHash("sha256").update(text).digest("hex");
}

/** JSON with sorted keys: equal values give equal text. Throws for what JSON cannot hold (NaN, functions). */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "string" || typeof value === "boolean")
    return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(",")}}`;
  }
  throw new TypeError(`a stage's options must be plain JSON; got ${String(value)}`);
}
