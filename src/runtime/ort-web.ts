/** @file onnxruntime's WebAssembly build, in a browser or in Node. */
import { messageOf, UserError } from "#core/errors";
import { loadOrtSession, quietRuns } from "./ort-session.ts";
import type { CreateSession } from "./session.ts";

/** The number of threads is a property of the WebAssembly instance, so the first session decides. */
let decided: number | undefined;

/**
 * Runs on the CPU through onnxruntime-web's WebAssembly build, which loads with the first session. Threads need a page
 * that is cross-origin isolated; anywhere else, Node included, there is one, whatever was asked for.
 *
 * @throws UserError where the WebAssembly file is not served, the model does not load, or the thread count changes.
 */
export const createOrtWebSession: CreateSession = async (model, options = {}) => {
  const threads = globalThis.crossOriginIsolated === true ? (options.threads ?? 1) : 1;
  decided ??= threads;
  if (threads !== decided) {
    throw new UserError(
      `onnxruntime-web already runs with threads = ${decided}, asked for ${threads}`,
      "use one thread count per page",
    );
  }
  const { env, InferenceSession, Tensor } = await import("onnxruntime-web/wasm");
  env.wasm.numThreads = threads;
  env.logLevel = "error";
  const kind = threads === 1 ? "wasm" : `wasm, ${threads} threads`;
  const runtime = `onnxruntime-web ${env.versions.web} (${kind})`;
  const ort = { InferenceSession, Tensor, runOptions: quietRuns };
  return loadOrtSession(ort, runtime, model, options).catch((error) => {
    throw startError(runtime, error) ?? error;
  });
};

/** onnxruntime-web cannot start twice, so a page that failed to must be loaded again. */
function startError(runtime: string, error: unknown): UserError | undefined {
  const reason = /no available backend found\. ERR: (.*?)(?:, \[cpu\].*)?$/m.exec(messageOf(error));
  if (!reason) return undefined;
  return new UserError(
    `${runtime} does not start: ${reason[1]}`,
    'serve its "ort-wasm-simd-threaded.wasm" beside its module, or set env.wasm.wasmPaths of "onnxruntime-web/wasm"',
    { cause: error },
  );
}

/** What `#runtime/ort` names in a browser. */
export const createSession = createOrtWebSession;
