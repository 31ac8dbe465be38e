/** @file The part of the page where the model gets to know its wearer. */
import { messageOf } from "#core/errors";
import { pack } from "#core/pack";
import { Random } from "#core/random";
import { headBatch } from "#live/head-batch";
import type { CompiledStep } from "#train/engine";
import { fill, made, part, say } from "./elements.ts";
import { splitExamples } from "./examples.ts";
import { type Judged, judge } from "./judge.ts";
import { keptCorrection } from "./kept-correction.ts";
import { learn } from "./learn.ts";
import { percent } from "./now-view.ts";
import type { Correction, PersonalSession, Reading } from "./personal-session.ts";
import { asRecorded, Recorder } from "./recorder.ts";

export interface PanelOptions {
  readonly labels: readonly string[];
  readonly session: PersonalSession;
  readonly step: CompiledStep;
  /** Of other people, with their labels: every second one is kept in mind while training, the rest is asked after it. */
  readonly others: readonly (Reading & { readonly label: number })[];
  /** What is kept in the browser, under this name. */
  readonly key: string;
  /** s that one recording takes; none while nothing streams. */
  readonly takeSeconds: () => number | undefined;
  /** Newest stamp of the stream, s. */
  readonly time: () => number;
}

export class PersonalPanel {
  readonly recorder = new Recorder();
  readonly #options: PanelOptions;
  #training = false;

  constructor(options: PanelOptions) {
    this.#options = options;
    this.#offer(false);
    part("record", HTMLButtonElement).onclick = () => this.#record();
    part("train", HTMLButtonElement).onclick = () => void this.#train();
    part("forget", HTMLButtonElement).onclick = () => this.#forget();
    part("use", HTMLInputElement).onchange = () => this.#use();
    this.#restore();
    this.refresh();
  }

  /** Which labels there are to choose; a played recording knows its own. */
  offerTruth(known: boolean): void {
    this.#offer(known);
  }

  /** After every window, and when the stream starts or stops. */
  refresh(): void {
    const left = this.recorder.left(this.#options.time());
    const seconds = this.#options.takeSeconds();
    const button = part("record", HTMLButtonElement);
    button.disabled = seconds === undefined || left !== undefined;
    button.textContent = `Record ${Math.round(seconds ?? 0) || ""} seconds`.replace("  ", " ");
    say("recording", left === undefined ? "" : `recording: ${Math.ceil(left)} s left`);
    this.#table();
  }

  #offer(truth: boolean): void {
    const { labels } = this.#options;
    const options = labels.map((label, i) =>
      made("option", { value: String(i), textContent: label }),
    );
    const own = made("option", { value: String(asRecorded), textContent: "as the recording says" });
    fill("label", truth ? [own, ...options] : options);
  }

  #record(): void {
    const seconds = this.#options.takeSeconds();
    if (seconds === undefined) return;
    const label = Number(part("label", HTMLSelectElement).value);
    this.recorder.begin(label, this.#options.time(), seconds);
    this.refresh();
  }

  #table(): void {
    const { train, held } = splitExamples(this.recorder.examples);
    const enough = train.length >= 2 && held.length > 0;
    part("train", HTMLButtonElement).disabled = this.#training || !enough;
    const count = (all: readonly { readonly label: number }[], label: number) =>
      all.filter((each) => each.label === label).length;
    const rows = this.#options.labels.flatMap((name, label) => {
      const counts = [count(train, label), count(held, label)];
      return counts[0] === 0 && counts[1] === 0 ? [] : [row(name, counts.map(String))];
    });
    fill("taken", rows);
    part("taken-table", HTMLTableElement).hidden = rows.length === 0;
  }

  async #train(): Promise<void> {
    const { session, step, others } = this.#options;
    const [anchors, asked] = [0, 1].map((odd) => others.filter((_, i) => i % 2 === odd));
    const { train, held } = splitExamples(this.recorder.examples);
    this.#busy(true);
    const begun = performance.now();
    try {
      const correction = await learn({
        ...{ step, batch: headBatch, own: train, others: anchors!, random: new Random(1) },
        onProgress: (share) => say("training", `training: ${percent(share)}`),
      });
      const seconds = (performance.now() - begun) / 1000;
      this.#show([
        ["Your seconds, held out", await judge(session, held, correction)],
        ["People it learnt from", await judge(session, asked!, correction)],
      ]);
      say("training", `trained on this device in ${seconds.toFixed(1)} s`);
      this.#keep(correction);
    } catch (error) {
      say("training", messageOf(error));
    }
    this.#busy(false);
  }

  /** While it learns there is nothing to learn again, and nothing to forget. */
  #busy(training: boolean): void {
    this.#training = training;
    this.#table();
    this.#use();
  }

  #show(judged: readonly (readonly [string, Judged | undefined])[]): void {
    const rows = judged.flatMap(([name, found]) =>
      found ? [row(name, [String(found.asked), percent(found.before), percent(found.after)])] : [],
    );
    fill("change", rows);
    part("change-table", HTMLTableElement).hidden = false;
  }

  #keep(correction: Correction): void {
    this.#correction = correction;
    part("use", HTMLInputElement).checked = true;
    this.#use();
    localStorage.setItem(this.#options.key, pack(correction)); // full, or not allowed: it is used until the page closes
  }

  #correction: Correction | undefined;

  /** A browser may keep nothing, or something that is broken: the page works without it. */
  #restore(): void {
    const { key, step } = this.#options;
    try {
      const text = localStorage.getItem(key);
      if (text !== null) this.#correction = keptCorrection(text, step);
    } catch (error) {
      say("training", `begins anew: ${messageOf(error)}`);
    }
    part("use", HTMLInputElement).checked = this.#correction !== undefined;
    this.#use();
  }

  #use(): void {
    const box = part("use", HTMLInputElement);
    box.disabled = this.#correction === undefined;
    this.#options.session.correction = box.checked ? this.#correction : undefined;
    part("forget", HTMLButtonElement).disabled = this.#correction === undefined || this.#training;
  }

  #forget(): void {
    this.recorder.forget();
    this.#correction = undefined;
    part("use", HTMLInputElement).checked = false;
    part("change-table", HTMLTableElement).hidden = true;
    say("training", "forgotten");
    this.#use();
    this.refresh();
    localStorage.removeItem(this.#options.key);
  }
}

function row(name: string, cells: readonly string[]): HTMLTableRowElement {
  const head = made("th", { textContent: name, scope: "row" });
  return made("tr", {}, [head, ...cells.map((text) => made("td", { textContent: text }))]);
}
