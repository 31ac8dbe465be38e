/** @file onnxruntime's WebAssembly build, in a browser or in Node. */
import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { UserError } from "#core/errors";
import { loadOrtSession } from "./ort-session.ts";
import type { CreateSession } from "./session.ts";

/** The number of threads is a property of the WebAssembly instance, so the first session decides. */
let decided: number | undefined;

/**
 * Runs on the CPU through onnxruntime-web's WebAssembly build. In a browser, more than one thread
 * needs cross-origin isolation; without it onnxruntime-web silently uses one.
 */
export const createOrtWebSession: CreateSession = async (model, options = {}) => {
  const threads = options.threads ?? 1;
  decided ??= threads;
  if (threads !== decided) {
    throw new UserError(
      `onnxruntime-web already runs with threads = ${decided}, asked for ${threads}`,
      "use one thread count per process or page",
    );
  }
  env.wasm.numThreads = threads;
  env.logLevel = "error";
  const runtime = `onnxruntime-web ${env.versions.web} (wasm)`;
  return loadOrtSession({ InferenceSession, Tensor }, runtime, model, options);
};

/** What `#runtime/ort` names in a browser. */
export const createSession = createOrtWebSession;
