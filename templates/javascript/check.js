/**
 * @file Does the model answer here as it did when it was exported? Run it once on every kind of device.
 */
import { ActivityStream } from "./activity-stream.js";

/**
 * @param {import("./manifest.js").Manifest} manifest
 * @param {import("./manifest.js").Vectors} vectors
 * @param {(window: Float32Array) => Promise<Float32Array>} run
 * @returns {Promise<{ windows: number, largest: number, problems: string[] }>} `largest`: difference of a logit
 */
export async function check(manifest, vectors, run) {
  /** @type {string[]} */
  const problems = [];
  let largest = 0;
  for (const [i, { samples, logits }] of vectors.windows.entries()) {
    const found = await run(Float32Array.from(samples));
    const difference = Math.max(...logits.map((z, k) => Math.abs(z - found[k])));
    largest = Math.max(largest, difference);
    if (!(difference <= vectors.tolerance)) {
      problems.push(`window ${i}: logits differ by ${difference}`);
    }
  }
  /** @type {import("./activity-stream.js").Answer[]} */
  const answers = [];
  /** @type {Float32Array[]} */
  const asked = [];
  const listening = (/** @type {Float32Array} */ window) => {
    asked.push(window);
    return run(window);
  };
  const stream = new ActivityStream(manifest, listening, (answer) => answers.push(answer));
  for (const [time, ...row] of vectors.stream.rows) await stream.push(time, row);
  const expected = vectors.stream.answers;
  if (answers.length !== expected.length) {
    problems.push(`stream: ${answers.length} windows, expected ${expected.length}`);
  }
  for (const [i, { start, index, confidence, samples = [] }] of expected.entries()) {
    const found = answers[i];
    if (!found) break;
    const off = samples.findIndex(
      (x, k) => !(Math.abs(x - asked[i][k]) <= 1e-4 * Math.max(1, Math.abs(x))),
    );
    if (off >= 0) {
      problems.push(
        `stream, window ${i}: value ${off} is ${asked[i][off]}, expected ${samples[off]}`,
      );
    }
    const same =
      found.index === index &&
      Math.abs(found.start - start) < 1e-3 &&
      Math.abs(found.confidence - confidence) < 0.01;
    if (!same) {
      const said = `${found.label} (${found.confidence.toFixed(3)}) at ${found.start.toFixed(3)} s`;
      problems.push(
        `stream, window ${i}: ${said}, expected class ${index} (${confidence.toFixed(3)}) at ${start} s`,
      );
    }
  }
  return { windows: vectors.windows.length, largest, problems };
}
