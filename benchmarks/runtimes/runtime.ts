/** @file The contract of a runtime that models are measured on. */
import type { Entry } from "#core/registry";
import type { CreateSession } from "#runtime/session";

/** Short names of the runtimes, as in `--target cpu`. */
export type Target = "cpu" | "wasm";

export interface Runtime extends Entry {
  readonly target: Target;
  readonly createSession: CreateSession;
}
