/**
 * @file Samples of a sensor, as they come → windows of the model → a smoothed label.
 * It is handed manifest.json and a function that runs the model. What becomes of samples before windows are cut (filters,
 * gravity, magnitudes; `processing` of the manifest) is the work of wristill's own modules in `processing/`.
 */
import { openChain } from "./processing/row-chain.js";

/**
 * One row per sample: the values of `manifest.channels`, in their order and units.
 * @typedef {ArrayLike<number>} Row
 */

/**
 * @typedef {object} Answer
 * @property {number} start s, on the clock of the samples
 * @property {number} end s
 * @property {string} label one of the classes, or "unknown"
 * @property {number} index its place among the classes; -1: unknown
 * @property {number} confidence smoothed probability of the likeliest class, named or not
 * @property {Float32Array} probabilities smoothed, in the order of the classes
 * @property {number} latency ms from the last sample to this answer
 * @property {number} skipped windows left out so far: the model takes longer than they come
 */

/** Windows that may wait for the model; beyond them the oldest is left out. */
const mostWaiting = 8;

export class ActivityStream {
  /** Samples whose stamp was there already, and starts anew behind a silence or a missing value. */
  late = 0;
  gaps = 0;
  /** Windows that were left out, for the model is slower than the sensor. */
  skipped = 0;

  /**
   * @param {import("./manifest.js").Manifest} manifest
   * @param {(window: Float32Array) => Promise<Float32Array>} run `[window, channel]` → logits
   * @param {(answer: Answer) => void} onAnswer every window
   */
  constructor(manifest, run, onAnswer) {
    const width = manifest.channels.length;
    const append = (/** @type {Float32Array} */ row) => this.append(row);
    this.manifest = manifest;
    this.run = run;
    this.onAnswer = onAnswer;
    this.rate = manifest.processing?.sampleRate ?? manifest.sampleRate; // Hz of the rows below
    this.rows = manifest.processing
      ? openChain(manifest.processing, append)
      : { push: append, end() {} };
    const columns = manifest.inputs.reduce((sum, { channels }) => sum + channels, 0);
    this.ring = new Float32Array(manifest.window * columns); // the newest samples, written round and round
    this.row = new Float32Array(width);
    this.before = new Float32Array(width);
    this.smooth = smootherOf(manifest);
    /** @type {{ start: number, samples: Float32Array | undefined, due: number }[]} no samples: a gap lies here */
    this.waiting = [];
    this.answering = false;
    this.answered = Promise.resolve(); // when all that waits has its label
    this.steps = 0; // rows in this stretch
    this.count = 0; // samples that became of them
    this.start = 0; // its first stamp
    this.last = Number.NaN; // the newest stamp; NaN: no sample yet
    this.current = -1; // the class that was named last
  }

  /**
   * Take one sample. Resolves when the windows it completed have their labels.
   * @param {number} time s, on any clock
   * @param {Row} row
   */
  push(time, row) {
    const { longestGap } = this.manifest;
    for (let c = 0; c < this.row.length; c++) {
      if (!Number.isFinite(row[c])) return this.reset(); // a missing value is a gap
    }
    const step = time - this.last; // NaN for the first
    if (step > longestGap || step < -longestGap) this.reset();
    else if (step <= 0) {
      this.late++;
      return this.answered;
    }
    if (Number.isNaN(this.last)) this.start = time;
    else this.fill(time, row);
    for (let c = 0; c < this.row.length; c++) this.before[c] = row[c];
    this.last = time;
    return this.answered;
  }

  /**
   * Rows lie evenly apart, on the lines between the sensor's.
   * @param {number} time
   * @param {Row} row
   */
  fill(time, row) {
    for (;;) {
      const next = this.start + this.steps / this.rate;
      if (next >= time) return;
      const share = Math.max(0, (next - this.last) / (time - this.last));
      for (let c = 0; c < this.row.length; c++) {
        this.row[c] = this.before[c] + share * (row[c] - this.before[c]);
      }
      this.steps++;
      this.rows.push(this.row);
    }
  }

  /** Behind a gap windows begin anew: nothing is glued across it. */
  reset() {
    if (!Number.isNaN(this.last)) this.gaps++;
    this.rows.end(); // filters begin anew
    this.steps = 0;
    this.count = 0;
    this.last = Number.NaN;
    return this.enqueue({ start: 0, samples: undefined, due: 0 });
  }

  /** @param {Float32Array} row as the model reads it */
  append(row) {
    const { window, hop, sampleRate } = this.manifest;
    this.ring.set(row, (this.count % window) * row.length);
    this.count++;
    if (this.count < window || (this.count - window) % hop !== 0) return;
    const start = this.start + (this.count - window) / sampleRate;
    this.enqueue({ start, samples: this.newest(), due: performance.now() });
  }

  /**
   * Windows are answered one after the other; a sensor that is too fast for the model leaves the oldest out.
   * @param {{ start: number, samples: Float32Array | undefined, due: number }} next
   */
  enqueue(next) {
    const { waiting } = this;
    if (next.samples || waiting.at(-1)?.samples !== undefined || waiting.length === 0)
      waiting.push(next); // two gaps with nothing between are one
    const windows = waiting.filter(({ samples }) => samples);
    if (windows.length > mostWaiting) {
      waiting.splice(waiting.indexOf(windows[0]), 1);
      this.skipped++;
    }
    if (!this.answering) this.answered = this.answerAll();
    return this.answered;
  }

  async answerAll() {
    this.answering = true;
    try {
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
        if (next.samples) this.answer(next.start, await this.run(next.samples), next.due);
        else this.forget();
      }
    } finally {
      this.answering = false;
      this.answered = Promise.resolve(); // who waited for a window that failed has heard of it
    }
  }

  /** What windows before a gap were says nothing of those behind it. */
  forget() {
    this.smooth = smootherOf(this.manifest);
    this.current = -1;
  }

  /** The newest window, oldest sample first. */
  newest() {
    const { window } = this.manifest;
    const cut = (this.count % window) * (this.ring.length / window);
    const samples = new Float32Array(this.ring.length);
    samples.set(this.ring.subarray(cut));
    samples.set(this.ring.subarray(0, cut), this.ring.length - cut);
    return samples;
  }

  /**
   * @param {number} start
   * @param {Float32Array} logits
   * @param {number} due
   */
  answer(start, logits, due) {
    const { classes, temperature, threshold, window, sampleRate } = this.manifest;
    const probabilities = this.smooth(softmax(logits, temperature));
    const top = Math.max(...probabilities);
    const isStill = probabilities[this.current] === top; // of equals the one that was named before
    const best = isStill ? this.current : probabilities.indexOf(top);
    const confidence = probabilities[best];
    const index = confidence >= Math.fround(threshold) ? best : -1;
    this.current = index;
    const label = index < 0 ? "unknown" : classes[index];
    const end = start + window / sampleRate;
    const latency = performance.now() - due;
    const { skipped } = this;
    this.onAnswer({ start, end, label, index, confidence, probabilities, latency, skipped });
  }
}

/**
 * @param {Float32Array} logits
 * @param {number} temperature
 */
export function softmax(logits, temperature) {
  const top = Math.max(...logits);
  const weights = logits.map((z) => Math.exp((z - top) / temperature));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/**
 * One window's probabilities → those of the moment; remembers the windows before.
 * @param {import("./manifest.js").Manifest} manifest
 * @returns {(probabilities: Float32Array) => Float32Array}
 */
function smootherOf({ smoothing, classes }) {
  if (smoothing.name === "hmm") return hmm(smoothing, classes.length);
  if (smoothing.name === "majority") return majority(smoothing);
  return (probabilities) => probabilities;
}

/**
 * Forward filter of a Markov chain: `stay` is the chance to go on, `evidence` what a window counts that overlaps another.
 * @param {{ stay: number, evidence: number }} numbers
 * @param {number} classes
 */
function hmm({ stay, evidence }, classes) {
  /** @type {Float64Array | undefined} */
  let belief;
  return (/** @type {Float32Array} */ probabilities) => {
    const next = new Float64Array(classes);
    for (let k = 0; k < classes; k++) {
      const p = Math.max(probabilities[k] || 0, 1e-6); // NaN says nothing
      const before = belief ? belief[k] : 1 / classes;
      const expected = belief
        ? stay * before + ((1 - stay) * (1 - before)) / Math.max(1, classes - 1)
        : before;
      next[k] = expected * p ** (belief ? evidence : 1);
    }
    const total = next.reduce((sum, w) => sum + w, 0);
    belief = next.map((w) => w / total);
    return Float32Array.from(belief);
  };
}

/**
 * Shares of the votes of the newest windows.
 * @param {{ windows: number }} numbers
 */
function majority({ windows }) {
  /** @type {number[]} */
  const votes = [];
  return (/** @type {Float32Array} */ probabilities) => {
    votes.push(probabilities.indexOf(Math.max(...probabilities)));
    if (votes.length > windows) votes.shift();
    return probabilities.map((_, k) => votes.filter((vote) => vote === k).length / votes.length);
  };
}
