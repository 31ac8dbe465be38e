/** @file onnxruntime's WebGPU build, in a browser that has an adapter. */
import { loadOrtSession, quietRuns } from "./ort-session.ts";
import type { CreateSession } from "./session.ts";

/** Runs on the graphics processor; operators that it lacks there run in WebAssembly. */
export const createOrtWebGpuSession: CreateSession = async (model, options = {}) => {
  const { env, InferenceSession, Tensor } = await import("onnxruntime-web/webgpu");
  env.logLevel = "error";
  const onGpu = {
    create: (bytes: Uint8Array, given: object) =>
      InferenceSession.create(bytes, { ...given, executionProviders: ["webgpu"] }),
  };
  const runtime = `onnxruntime-web ${env.versions.web} (webgpu)`;
  const ort = { InferenceSession: onGpu, Tensor, runOptions: quietRuns };
  return loadOrtSession(ort, runtime, model, options);
};
