/** @file Rows of a sensor, as they come → the windows of a model. */
import { UserError } from "#core/errors";
import { median } from "#core/quantiles";
import type { Modality } from "#core/signal";
import { wholeNear } from "#sensors/join-signals";
import { delayOf, type Lane, openLane } from "./lane.ts";
import { rowFormat } from "./row-format.ts";
import { secondsOf } from "./seconds-of.ts";
import type { StreamModel } from "./stream-model.ts";
import { checkWindowStream, type WindowStreamOptions } from "./window-stream-options.ts";

/** `[length, channel]` by input. */
export interface StreamWindow {
  /** s, on the clock of the stamps. */
  readonly start: number;
  readonly end: number;
  readonly inputs: Readonly<Record<Modality, Float32Array>>;
}

/** Windows before it and after it have no row in common. */
export interface StreamGap {
  /** s; stamps of the rows around it. */
  readonly from: number;
  readonly to: number;
  /** No row came, a row had no value (NaN), or stamps went back. */
  readonly reason: "silence" | "missing" | "clock";
}

export interface WindowSinks {
  onWindow(window: StreamWindow): void;
  onGap(gap: StreamGap): void;
}

/** Rows whose stamps a rate is measured from. */
const measured = 32;

/**
 * The windows that `makeWindows` cuts from the same rows offline, as soon as they are complete. Nothing is glued across
 * a gap: behind it, windows begin anew.
 */
export class WindowStream {
  /** Channels of a row: those of all inputs, one after the other. */
  readonly width: number;
  /** s. */
  readonly seconds: number;
  /** s. */
  readonly hop: number;
  /** Rows that were left out for a stamp that was there already. */
  late = 0;
  readonly #model: StreamModel;
  readonly #options: WindowStreamOptions;
  readonly #sinks: WindowSinks;
  readonly #held: { time: number; readonly values: Float32Array }[];
  #holding = 0;
  #lanes: readonly (readonly [Modality, Lane])[] = [];
  #longestGap = 0;
  /** Stamp of the first row since the last gap. */
  #start = Number.NaN;
  #last = Number.NaN;
  /** Number of the next window, and how many rows of each input complete it. */
  #next = 0;
  #needed = new Float64Array(0);
  #gap: StreamGap["reason"] | undefined;

  /** Throws a {@link UserError} for options that don't fit the model. */
  constructor(model: StreamModel, options: WindowStreamOptions, sinks: WindowSinks) {
    this.#model = model;
    this.#options = options;
    this.#sinks = sinks;
    this.width = Object.values(model.inputs).reduce(
      (sum, input) => sum + rowFormat(input).channels.length,
      0,
    );
    this.seconds = secondsOf(model);
    this.hop = options.hop ?? this.seconds / 2;
    this.#held = Array.from({ length: options.sampleRate === undefined ? measured : 0 }, () => ({
      time: 0,
      values: new Float32Array(this.width),
    }));
    checkWindowStream(model, options);
    if (options.sampleRate !== undefined) this.#open(options.sampleRate);
  }

  /**
   * Take one row.
   * @param time s, on any clock.
   */
  push(time: number, values: ArrayLike<number>): void {
    if (values.length !== this.width) refuseRow(this.#model, values.length);
    if (!Number.isFinite(time))
      throw new UserError(`a row of the stream: expected its time in s, got ${time}`);
    if (this.#lanes.length > 0) this.#accept(time, values);
    else this.#hold(time, values);
  }

  /** No more rows: windows that filters held back come out. Later rows begin anew. */
  end(): void {
    if (this.#lanes.length === 0) this.#settle();
    this.#finish();
    this.#last = Number.NaN;
    this.#gap = undefined;
  }

  #hold(time: number, values: ArrayLike<number>): void {
    const held = this.#held[this.#holding++]!;
    held.time = time;
    held.values.set(values);
    if (this.#holding === this.#held.length) this.#settle();
  }

  /** The rate is known now. */
  #settle(): void {
    const rows = this.#held.slice(0, this.#holding);
    const steps = rows.slice(1).map(({ time }, i) => time - rows[i]!.time);
    const forward = steps.filter((step) => step > 0);
    this.#holding = 0;
    if (forward.length === 0 && rows.length < measured) return;
    if (forward.length === 0)
      throw new UserError(
        `the first ${measured} rows carry no times that ascend`,
        "stamp each with the moment it was measured, in s, or give the sampleRate of the rows",
      );
    const sampleRate = 1 / median(forward);
    requireNear(sampleRate, this.#model);
    this.#open(sampleRate);
    for (const { time, values } of rows) this.#accept(time, values);
  }

  #open(sampleRate: number): void {
    const { sampleRate: even, longestGap, units = {} } = this.#options;
    const inputs = Object.entries(this.#model.inputs);
    this.#longestGap = longestGap ?? (even === undefined ? 5 : 1.5) / sampleRate;
    const delay = Math.max(...inputs.map(([, input]) => delayOf(input, sampleRate)));
    const slack = delay + (even === undefined ? this.#longestGap : 0);
    let offset = 0;
    this.#lanes = inputs.map(([name, input]) => {
      const unit = units[name];
      const stamped = even === undefined;
      const lane = openLane(name, input, { sampleRate, stamped, offset, unit, slack });
      offset += rowFormat(input).channels.length;
      return [name, lane] as const;
    });
    this.#needed = new Float64Array(inputs.length);
    this.#await(0);
  }

  #accept(time: number, values: ArrayLike<number>): void {
    const step = time - this.#last; // NaN before the first row
    if (step <= 0 && step >= -this.#longestGap) {
      this.late++;
      return;
    }
    if (hasMissing(values)) this.#interrupt("missing");
    else {
      if (step < 0) this.#interrupt("clock");
      else if (step > this.#longestGap) this.#interrupt("silence");
      if (this.#gap) this.#sinks.onGap({ from: this.#last, to: time, reason: this.#gap });
      this.#gap = undefined;
      if (Number.isNaN(this.#start)) this.#start = time;
      this.#last = time;
      for (const [, lane] of this.#lanes) lane.push(time, values);
      this.#cut();
    }
  }

  #interrupt(reason: StreamGap["reason"]): void {
    if (Number.isNaN(this.#start)) return;
    this.#gap = reason;
    this.#finish();
  }

  #finish(): void {
    for (const [, lane] of this.#lanes) lane.end();
    this.#cut();
    for (const [, { ring }] of this.#lanes) ring.clear();
    this.#start = Number.NaN;
    this.#await(0);
  }

  /** Hand on every window whose rows are all there. */
  #cut(): void {
    while (this.#isWhole()) {
      const start = this.#start + this.#next * this.hop;
      const inputs = this.#lanes.map(([name, { ring }], i) => {
        const { length } = this.#model.inputs[name]!;
        return [name, ring.read(this.#needed[i]! - length, length)] as const;
      });
      this.#await(this.#next + 1);
      this.#sinks.onWindow({
        ...{ start, end: start + this.seconds },
        inputs: Object.fromEntries(inputs),
      });
    }
  }

  #isWhole(): boolean {
    for (let i = 0; i < this.#lanes.length; i++)
      if (this.#lanes[i]![1].ring.count < this.#needed[i]!) return false;
    return this.#lanes.length > 0;
  }

  #await(window: number): void {
    this.#next = window;
    this.#lanes.forEach(([name], i) => {
      const { length, sampleRate } = this.#model.inputs[name]!;
      this.#needed[i] = wholeNear(window * this.hop * sampleRate) + length;
    });
  }
}

function hasMissing(values: ArrayLike<number>): boolean {
  for (let c = 0; c < values.length; c++) if (!Number.isFinite(values[c])) return true;
  return false;
}

/** Times in ms that are taken for s would make lines of everything, and no window of ms that are s. */
function requireNear(sampleRate: number, { inputs }: StreamModel): void {
  const [input, { sampleRate: wanted }] = Object.entries(inputs)[0]!;
  if (sampleRate > wanted / 10 && sampleRate < 500 * wanted) return;
  throw new UserError(
    `by their times rows come at ${Number(sampleRate.toPrecision(2))} Hz, and the model reads ${input} at ${wanted} Hz`,
    "are the times in another unit than s? else bring the rows near that rate first",
  );
}

function refuseRow({ inputs }: StreamModel, received: number): never {
  const names = Object.entries(inputs).flatMap(([name, input]) =>
    rowFormat(input).channels.map((channel) => `${name}.${channel}`),
  );
  throw new UserError(
    `a row of the stream: expected ${names.length} values (${names.join(", ")}), got ${received}`,
  );
}
