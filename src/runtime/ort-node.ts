/** @file onnxruntime's native CPU build, in Node. */
import { messageOf, UserError } from "#core/errors";
import { loadOrtSession, type OrtModule } from "./ort-session.ts";
import type { CreateSession } from "./session.ts";

/** Runs on the CPU through onnxruntime-node. The native library loads with the first session. */
export const createOrtNodeSession: CreateSession = async (model, options = {}) => {
  const { ort, runtime } = await load();
  return loadOrtSession(ort, runtime, model, options);
};

/** What `#runtime/ort` names outside of browsers. */
export const createSession = createOrtNodeSession;

let loaded: Promise<{ ort: OrtModule; runtime: string }> | undefined;

function load(): Promise<{ ort: OrtModule; runtime: string }> {
  loaded ??= import("onnxruntime-node").then(
    ({ env, InferenceSession, Tensor }) => {
      env.logLevel = "error";
      return {
        ort: { InferenceSession, Tensor },
        runtime: `onnxruntime-node ${env.versions.node}`,
      };
    },
    (error: unknown) => {
      throw new UserError(
        `onnxruntime-node has no native library for ${process.platform}-${process.arch}: ${messageOf(error)}`,
        "use Linux with glibc, macOS on Apple silicon or Windows on x64; exported files also run in onnxruntime-web",
        { cause: error },
      );
    },
  );
  return loaded;
}
