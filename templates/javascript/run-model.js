/**
 * @file The model in onnxruntime: a window → logits. The same for onnxruntime-web, -node and -react-native.
 */

/**
 * @typedef {object} Ort What is used of an onnxruntime package.
 * @property {{ create(model: any): Promise<any> }} InferenceSession
 * @property {new (type: "float32", data: Float32Array, shape: number[]) => any} Tensor
 */

/**
 * @param {Ort} ort
 * @param {Uint8Array | string} model the file's bytes, or its path
 * @param {import("./manifest.js").Manifest} manifest
 * @returns {Promise<(window: Float32Array) => Promise<Float32Array>>}
 */
export async function openModel(ort, model, manifest) {
  const session = await ort.InferenceSession.create(model);
  return async (window) => {
    /** @type {Record<string, unknown>} */
    const feeds = {};
    let first = 0;
    for (const { name, channels } of manifest.inputs) {
      const data = columns(window, manifest, first, channels);
      feeds[name] = new ort.Tensor("float32", data, [1, manifest.window, channels]);
      first += channels;
    }
    const outputs = await session.run(feeds);
    return Float32Array.from(outputs[manifest.model.output].data);
  };
}

/**
 * @param {Float32Array} window `[window, channel]` of all inputs
 * @param {import("./manifest.js").Manifest} manifest
 * @param {number} first
 * @param {number} count
 */
function columns(window, manifest, first, count) {
  const width = window.length / manifest.window;
  if (count === width) return window; // the only input
  const data = new Float32Array(manifest.window * count);
  for (let i = 0; i < data.length; i++) {
    data[i] = window[Math.floor(i / count) * width + first + (i % count)];
  }
  return data;
}
