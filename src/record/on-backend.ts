/** @file Runs code on another of tf.js's backends. */
import {
  backend as backendInUse,
  engine,
  findBackend,
  getBackend,
  type KernelBackend,
} from "@tensorflow/tfjs";

/**
 * Run `body` on the backend of that name, then go back to the one in use, however it ends. tf.js's `setBackend` would
 * also go through all kernels of all backends, which takes longer than to record a small layer.
 */
export function onBackend<T>(name: string, body: () => T): T {
  const own = backendInUse(); // tf.js chooses one where nothing ran before
  const ownName = getBackend();
  use(name, findBackend(name));
  try {
    return body();
  } finally {
    use(ownName, own);
  }
}

function use(backendName: string, backendInstance: KernelBackend): void {
  Object.assign(engine(), { backendName, backendInstance });
}
