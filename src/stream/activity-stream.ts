/** @file Rows of a sensor, as they come → what the person is doing. */
import { UserError } from "#core/errors";
import { lookup, type Registry } from "#core/registry";
import { softmaxInto } from "#core/softmax";
import type { HostTensor, Session } from "#runtime/session";
import { Latencies } from "./latencies.ts";
import * as smoothings from "./smoothing/entries.ts";
import type { Smoother, Smoothing } from "./smoothing/smoother.ts";
import type { StreamModel } from "./stream-model.ts";
import { type StreamGap, type StreamWindow, WindowStream } from "./window-stream.ts";
import type { WindowStreamOptions } from "./window-stream-options.ts";

/** What a window is called that no class is sure of. */
export const unknown = "unknown";

export interface SmoothingChoice {
  /** "hmm", "majority", "none". */
  readonly name: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface ActivityStreamOptions extends WindowStreamOptions {
  readonly model: StreamModel;
  /** Runs the model: `createSession` of this package, or anything that answers windows with `logits`. */
  readonly session: Pick<Session, "run">;
  /** A clock in ms, such as `performance.now()`; only latencies are measured by it. */
  readonly now: () => number;
  /** Logits are divided by it before their softmax; above 1 where a model is too sure of itself. Default: the model's, or 1. */
  readonly temperature?: number | undefined;
  /** Default: `hmm`, 10 s. */
  readonly smoothing?: SmoothingChoice | undefined;
  /** Least smoothed probability of a class that is named; below it stands "unknown". Default 0.5. */
  readonly threshold?: number | undefined;
  /** Windows that may wait for a slow model; later ones are left out and counted. Default: none is left out. */
  readonly mostWaiting?: number | undefined;
  /** Every window, with all that is known of it. */
  readonly onWindow?: ((answer: WindowAnswer) => void) | undefined;
  /** The first window, and every one whose label is another than the one before. */
  readonly onActivity?: ((answer: WindowAnswer) => void) | undefined;
  readonly onGap?: ((gap: StreamGap) => void) | undefined;
}

export interface WindowAnswer {
  /** s, on the clock of the stamps. */
  readonly start: number;
  readonly end: number;
  /** A class, or "unknown". */
  readonly label: string;
  /** Place of the class among the labels; −1: unknown. */
  readonly index: number;
  /** Smoothed probability of the likeliest class, named or not. */
  readonly confidence: number;
  /** `[class]`; of this window, and smoothed over the ones before. */
  readonly probabilities: Float32Array;
  readonly smoothed: Float32Array;
  /** `[class]`, as the model gave them. */
  readonly logits: Float32Array;
  /** µs from the window's last row to its label, waiting for other windows included. */
  readonly latency: number;
}

export interface StreamFigures {
  readonly rows: number;
  readonly windows: number;
  readonly gaps: number;
  /** Rows left out: their stamp was there already. */
  readonly late: number;
  /** Windows left out: too many waited. */
  readonly skipped: number;
  /** µs; mean of what taking a row costs, without running the model. */
  readonly rowLatency: number;
  /** µs from the last row to the label, of the newest thousand windows; absent before the first. */
  readonly windowLatency?: { readonly median: number; readonly p95: number; readonly max: number };
}

/**
 * An activity recogniser for rows that arrive one by one: a ring buffer per input, resampling onto the model's rate,
 * windows, the model, calibrated and smoothed probabilities, a label. Needs neither Node nor a browser.
 *
 * ```ts
 * import { ActivityStream, createSession, streamModel } from "wristill/stream";
 *
 * const bytes = new Uint8Array(await (await fetch("model.onnx")).arrayBuffer());
 * const stream = new ActivityStream({
 *   model: streamModel(bytes), // rate, window length, units, classes: the file says them
 *   session: await createSession(bytes), // onnxruntime-web in a page, onnxruntime-node in Node
 *   now: () => performance.now(),
 *   units: { acc: "m/s²" },
 *   onActivity: ({ label, confidence }) => console.log(label, confidence),
 * });
 * addEventListener("devicemotion", ({ timeStamp, accelerationIncludingGravity: a }) => {
 *   stream.push(timeStamp / 1000, [a.x, a.y, a.z]);
 * });
 * ```
 */
export class ActivityStream {
  readonly #options: ActivityStreamOptions;
  readonly #windows: WindowStream;
  readonly #smoother: Smoother;
  readonly #latencies = new Latencies(1000);
  /** Of what was queued so far; a window that fails is its pusher's to hear of, and does not stop the next. */
  #settled: Promise<void> = Promise.resolve();
  /** Queued by the call that is under way. */
  readonly #due: Promise<void>[] = [];
  #waiting = 0;
  #current: number | undefined;
  #pushing = 0;
  #count = { rows: 0, windows: 0, gaps: 0, skipped: 0 };

  /** Throws a {@link UserError} for options that don't fit the model. */
  constructor(options: ActivityStreamOptions) {
    this.#options = options;
    this.#windows = new WindowStream(options.model, options, {
      onWindow: (window) => this.#queue(window),
      onGap: (gap) => this.#then(() => this.#interrupt(gap)),
    });
    checkShare("threshold", options.threshold ?? 0, 0, 1);
    checkShare("temperature", options.temperature ?? 1, Number.MIN_VALUE, Number.MAX_VALUE);
    this.#smoother = openSmoother(options, this.#windows);
  }

  /** Channels of a row: those of all inputs, one after the other. */
  get width(): number {
    return this.#windows.width;
  }

  /**
   * Take one row.
   * @param time s, on any clock; ascending.
   * @param values Channels of all inputs in the order of the model's description. Read at once, not kept.
   * @returns Where this row completed a window, the promise of its label; whoever reads a file awaits it. It rejects
   * where the model fails; windows that follow are answered as ever.
   */
  push(time: number, values: ArrayLike<number>): Promise<void> | undefined {
    const begun = this.#options.now();
    this.#windows.push(time, values);
    this.#count.rows++;
    this.#pushing += this.#options.now() - begun;
    return this.#due.length === 0 ? undefined : this.#takeDue();
  }

  /** No more rows for now. Resolves when every window has its label; rows that are pushed later begin anew. */
  async end(): Promise<StreamFigures> {
    this.#windows.end();
    this.#then(() => this.#forget());
    await this.#takeDue();
    return this.figures();
  }

  figures(): StreamFigures {
    const { rows } = this.#count;
    const windowLatency = this.#latencies.figures();
    return {
      ...this.#count,
      late: this.#windows.late,
      rowLatency: rows === 0 ? 0 : (1000 * this.#pushing) / rows,
      ...(windowLatency && { windowLatency }),
    };
  }

  #then(next: () => void | Promise<void>): void {
    const done = this.#settled.then(next);
    this.#settled = done.catch(() => undefined);
    this.#due.push(done);
  }

  async #takeDue(): Promise<void> {
    await Promise.all(this.#due.splice(0));
  }

  #queue(window: StreamWindow): void {
    const due = this.#options.now();
    if (this.#waiting >= (this.#options.mostWaiting ?? Number.POSITIVE_INFINITY)) {
      this.#count.skipped++;
      return;
    }
    this.#waiting++;
    this.#then(async () => {
      const logits = await this.#run(window).finally(() => this.#waiting--);
      this.#answer(window, logits, due);
    });
  }

  async #run({ inputs }: StreamWindow): Promise<Float32Array> {
    const { model, session } = this.#options;
    const feeds: Record<string, HostTensor> = {};
    for (const [name, data] of Object.entries(inputs)) {
      const { length, channels } = model.inputs[name]!;
      feeds[name] = { dtype: "float32", shape: [1, length, channels.length], data };
    }
    const outputs = await session.run(feeds);
    const logits = outputs.logits ?? Object.values(outputs)[0];
    if (logits?.data.length === model.labels.length)
      return Float32Array.from(logits.data as Float32Array);
    throw new UserError(
      `stream: expected ${model.labels.length} logits (${model.labels.join(", ")}), the model gave ${logits?.data.length ?? "none"}`,
      "list its classes in the order of its output",
    );
  }

  #answer({ start, end }: StreamWindow, logits: Float32Array, due: number): void {
    const { threshold = 0.5, model, now, onWindow, onActivity } = this.#options;
    const { temperature = model.temperature ?? 1 } = this.#options;
    const probabilities = softmaxInto(logits, temperature, new Float32Array(logits.length));
    if (probabilities.some(Number.isNaN)) refuseLogits(logits, start);
    const smoothed = new Float32Array(logits.length);
    this.#smoother.next(probabilities, smoothed);
    const best = likeliest(smoothed, this.#current);
    const confidence = smoothed[best]!;
    const index = confidence >= Math.fround(threshold) ? best : -1; // 7 votes of 10 are 0.7
    const latency = 1000 * (now() - due);
    const label = index < 0 ? unknown : model.labels[index]!;
    const answer = {
      start,
      end,
      label,
      index,
      confidence,
      probabilities,
      smoothed,
      logits,
      latency,
    };
    const changed = index !== this.#current;
    this.#current = index;
    this.#count.windows++;
    this.#latencies.add(latency);
    onWindow?.(answer);
    if (changed) onActivity?.(answer);
  }

  #interrupt(gap: StreamGap): void {
    this.#count.gaps++;
    this.#forget();
    this.#options.onGap?.(gap);
  }

  #forget(): void {
    this.#smoother.reset();
    this.#current = undefined;
  }
}

/** Smoothing would carry them into every window to come. */
function refuseLogits(logits: Float32Array, start: number): never {
  const strange = logits.find((z) => !Number.isFinite(z));
  throw new UserError(
    `stream: the model gave ${strange} for the window from ${start.toFixed(2)} s`,
    "look for rows that no sensor gives, or for another unit than the model's",
  );
}

/** Of equals the one that was named before. */
function likeliest(probabilities: Float32Array, current = -1): number {
  const best = probabilities.indexOf(Math.max(...probabilities));
  return probabilities[current] === probabilities[best] ? current : best;
}

function openSmoother(
  { smoothing = { name: "hmm" }, model }: ActivityStreamOptions,
  { hop, seconds }: WindowStream,
): Smoother {
  // Entries differ in their option types; choices come as plain data.
  const registry = smoothings as unknown as Registry<Smoothing>;
  const entry = lookup("smoothing", registry, smoothing.name);
  const options = { ...entry.options, ...smoothing.options };
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(entry.options, name)) continue;
    throw new UserError(`smoothing ${entry.name}: unknown option "${name}"`);
  }
  return entry.open(options, { classes: model.labels.length, hop, seconds });
}

function checkShare(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new UserError(`stream: ${name} must be from ${least} to ${most}, got ${value}`);
}
