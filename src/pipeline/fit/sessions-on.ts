/** @file The runtime that latencies are measured on. */
import type { FitRuntime } from "#report/fit/fit-result";
import type { CreateSession } from "#runtime/session";

/** Loaded when it is asked for. */
export async function sessionsOn(on: FitRuntime): Promise<CreateSession> {
  return on === "cpu"
    ? (await import("#runtime/ort-node")).createOrtNodeSession
    : (await import("#runtime/ort-web")).createOrtWebSession;
}
