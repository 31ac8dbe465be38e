// @ts-check
/**
 * @file The thread behind `ort-worker.ts`: owns one onnxruntime session. JavaScript, because Node starts a thread from
 * a file, and sources run by type stripping in tests only.
 */
import { parentPort, workerData } from "node:worker_threads";
import { env, InferenceSession, Tensor } from "onnxruntime-node";

/** @typedef {{ dtype: import("onnxruntime-node").Tensor.Type, shape: readonly number[], data: any }} Plain */

env.logLevel = "error";
const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);

try {
  const session = await InferenceSession.create(workerData.model, workerData.options);
  port.postMessage({ inputs: session.inputMetadata, outputs: session.outputMetadata });
  port.on("message", ({ id, feeds }) => void answer(session, id, feeds));
} catch (error) {
  port.postMessage({ error: messageOf(error) });
}

/**
 * @param {InferenceSession} session
 * @param {number} id
 * @param {Record<string, Plain>} feeds
 */
async function answer(session, id, feeds) {
  try {
    const tensors = Object.entries(feeds).map(([name, { dtype, shape, data }]) => [
      name,
      new Tensor(dtype, data, shape),
    ]);
    const results = await session.run(Object.fromEntries(tensors));
    const plain = session.outputNames.map((name) => {
      const { type, dims, data } = /** @type {Tensor} */ (results[name]);
      return /** @type {const} */ ([
        name,
        { dtype: type, shape: dims, data: /** @type {any} */ (data) },
      ]);
    });
    const moved = plain.map(([, { data }]) => data.buffer); // fresh with every run: handed over, not copied
    port.postMessage({ id, results: Object.fromEntries(plain) }, moved);
  } catch (error) {
    port.postMessage({ id, error: messageOf(error) });
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
