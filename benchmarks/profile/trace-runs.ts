/** @file A session under onnxruntime's own profiler. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { loadOrtSession } from "#runtime/ort-session";
import type { CreateSession } from "#runtime/session";
import type { TraceEvent } from "./summarize-trace.ts";

/** What the profiler saw while `work` made one session, ran it and released it. */
export async function traceRuns(
  work: (createSession: CreateSession) => Promise<void>,
): Promise<TraceEvent[]> {
  const folder = await mkdtemp(join(tmpdir(), "wristill-profile-"));
  const profiling = { enableProfiling: true, profileFilePrefix: join(folder, "runs") };
  const createSession: CreateSession = async (bytes, options = {}) => {
    let native: InferenceSession | undefined;
    const module = {
      async create(model: Uint8Array, given: InferenceSession.SessionOptions) {
        native = await InferenceSession.create(model, { ...given, ...profiling });
        return native;
      },
    };
    const ort = { InferenceSession: module, Tensor };
    const session = await loadOrtSession(ort, "onnxruntime-node", bytes, options);
    const release = () => {
      native!.endProfiling();
      return session.release();
    };
    return { ...session, release };
  };
  try {
    await work(createSession);
    const [file] = await readdir(folder);
    return JSON.parse(await readFile(join(folder, file!), "utf8"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
