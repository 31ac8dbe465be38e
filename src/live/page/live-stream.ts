/** @file Rows from the sensor or from the recording, through the model, into the page. */
import { messageOf } from "#core/errors";
import { mapValues } from "#core/map-values";
import type { SignalFormat } from "#core/signal";
import type { LiveFacts } from "#live/live-facts";
import { ActivityStream, type WindowAnswer } from "#stream/activity-stream";
import { rowFormat } from "#stream/row-format";
import { secondsOf } from "#stream/seconds-of";
import type { StreamModel } from "#stream/stream-model";
import type { WindowStreamOptions } from "#stream/window-stream-options";
import { part, say } from "./elements.ts";
import { allowMotion, motionRow, upsideDown } from "./motion.ts";
import { Score, showAnswer, showFigures, showNothing } from "./now-view.ts";
import type { PersonalPanel } from "./personal-panel.ts";
import type { PersonalSession } from "./personal-session.ts";
import { Replay } from "./replay.ts";
import { Traces } from "./traces.ts";
import { truthOf } from "./truth.ts";

export interface LiveOptions {
  readonly facts: LiveFacts;
  readonly session: PersonalSession;
  readonly panel: () => PersonalPanel;
}

/** Windows that one window's time holds. */
const overlap = 4;
/** ms. */
const replayEvery = 40;
/** ms without a row before the page says so. */
const patience = 2500;

export class LiveStream {
  readonly #options: LiveOptions;
  readonly #traces: Traces;
  /** Newest stamp, s. */
  time = 0;
  #stop: (() => void) | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    const seconds = Math.max(6, 2 * secondsOf(options.facts.model));
    const canvas = part("traces", HTMLCanvasElement);
    this.#traces = new Traces(canvas, seconds);
  }

  get running(): boolean {
    return this.#stop !== undefined;
  }

  async toggle(source: "sensor" | "recording"): Promise<void> {
    if (this.#stop) this.#stop();
    else if (source === "sensor") await this.#sensor();
    else this.#recording();
    part("start", HTMLButtonElement).textContent = this.running ? "Stop" : "Start";
    this.#options.panel().refresh();
  }

  async #sensor(): Promise<void> {
    const { motion: columns, sensor } = this.#options.facts;
    const motion = columns!;
    if (!(await allowMotion())) return showNothing("motion is not allowed");
    const stream = this.#open(sensor, { units: motion.units }, () => -1);
    const turned = upsideDown();
    let rows = 0;
    const listen = (event: DeviceMotionEvent) => {
      const values = motionRow(event, motion, turned);
      if (values.every(Number.isNaN)) return; // browsers without a sensor send one empty event
      rows++;
      this.#push(stream, event.timeStamp / 1000, values);
    };
    const silent = setTimeout(() => {
      if (rows === 0) showNothing("this device sends no motion");
    }, patience);
    addEventListener("devicemotion", listen);
    this.#traces.begin(panelNames(mapValues(sensor.inputs, rowFormat)));
    this.#begin("waiting for the sensor", stream, () => {
      clearTimeout(silent);
      removeEventListener("devicemotion", listen);
    });
  }

  #recording(): void {
    const { model, recording: played } = this.#options.facts;
    const recording = played!;
    const stream = this.#open(model, { sampleRate: recording.sampleRate }, (answer) =>
      truthOf(recording, answer.start, answer.end),
    );
    const replay = new Replay({
      recording,
      now: () => performance.now() / 1000,
      speed: () => Number(part("speed", HTMLSelectElement).value),
      onRow: (time, values, label) => {
        this.#push(stream, time, values);
        say("truth", model.labels[label]!);
      },
    });
    const timer = setInterval(() => replay.play(), replayEvery);
    this.#traces.begin(panelNames(model.inputs));
    this.#begin("listening", stream, () => clearInterval(timer));
  }

  #open(
    model: StreamModel,
    rows: Pick<WindowStreamOptions, "units" | "sampleRate">,
    truth: (answer: WindowAnswer) => number,
  ): ActivityStream {
    const { facts, session, panel } = this.#options;
    const score = new Score();
    say("score", "–");
    say("truth", "–");
    const stream: ActivityStream = new ActivityStream({
      ...{ ...rows, model, session, now: () => performance.now() },
      ...{ hop: secondsOf(model) / overlap, mostWaiting: 8 },
      temperature: facts.temperature,
      onWindow: (answer) => {
        const known = truth(answer);
        showAnswer(answer);
        showFigures(stream.figures());
        score.add(answer, known);
        panel().recorder.add(answer, session.reading!, known);
        panel().refresh();
      },
      onGap: () => panel().recorder.stop(),
    });
    return stream;
  }

  #begin(text: string, stream: ActivityStream, release: () => void): void {
    showNothing(text);
    this.#stop = () => {
      this.#stop = undefined;
      release();
      this.#options.panel().recorder.stop();
      const stopped = () => (this.running ? undefined : showNothing("stopped"));
      stream.end().then(stopped, complain);
    };
  }

  #push(stream: ActivityStream, time: number, values: Float32Array): void {
    this.time = time;
    stream.push(time, values)?.catch(complain);
    this.#traces.add(time, values);
  }
}

function complain(error: unknown): void {
  say("trouble", messageOf(error));
}

/** "acc" of "acc.x", else of the input; with its unit where it is one. */
function panelNames(inputs: Readonly<Record<string, SignalFormat>>): string[] {
  return Object.entries(inputs).flatMap(([input, { channels, unit }]) =>
    channels
      .filter((_, i) => i % 3 === 0)
      .map((channel) =>
        channel.includes(".") ? channel.replace(/\.\w+$/, "") : `${input}, ${unit}`,
      ),
  );
}
