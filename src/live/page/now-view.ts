/** @file What the page shows of the window that was answered last. */
import type { StreamFigures, WindowAnswer } from "#stream/activity-stream";
import { fill, made, part, say } from "./elements.ts";

/** One bar for every class, in the order of the labels. */
export function drawClasses(labels: readonly string[]): void {
  fill(
    "classes",
    labels.map((label) =>
      made("li", {}, [
        made("span", { className: "name", textContent: label }),
        made("span", {
          ...{ className: "bar", role: "meter", ariaLabel: label },
          ...{ ariaValueMin: "0", ariaValueMax: "1", ariaValueNow: "0" },
        }),
        made("span", { className: "share", textContent: "–" }),
      ]),
    ),
  );
}

export function showAnswer(answer: WindowAnswer): void {
  say("activity", answer.label);
  say("confidence", percent(answer.confidence));
  setBar(part("sure", HTMLElement), answer.confidence);
  const rows = part("classes", HTMLElement).children;
  for (const [i, share] of answer.smoothed.entries()) {
    const row = rows[i]!;
    row.classList.toggle("chosen", i === answer.index);
    setBar(row.querySelector<HTMLElement>(".bar")!, share);
    row.querySelector(".share")!.textContent = percent(share);
  }
}

function setBar(bar: HTMLElement, share: number): void {
  bar.ariaValueNow = share.toFixed(2);
  bar.style.setProperty("--share", String(share));
}

export function showNothing(text: string): void {
  say("activity", text);
  say("confidence", "");
  setBar(part("sure", HTMLElement), 0);
}

export function showFigures({ rows, windows, gaps, windowLatency }: StreamFigures): void {
  const { median, p95 } = windowLatency ?? {};
  say(
    "latency",
    median === undefined ? "–" : `${milliseconds(median)} · p95 ${milliseconds(p95!)}`,
  );
  say("counts", `${windows} windows from ${rows} rows${gaps > 0 ? `, ${gaps} gaps` : ""}`);
}

/** How often the label was the recording's; windows that lie across two activities do not count. */
export class Score {
  #right = 0;
  #asked = 0;

  add(answer: WindowAnswer, truth: number): void {
    if (truth < 0) return;
    this.#asked++;
    this.#right += Number(answer.index === truth);
    say("score", `${percent(this.#right / this.#asked)} of ${this.#asked} windows`);
  }
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** µs → "0.42 ms", "120 ms". */
function milliseconds(microseconds: number): string {
  const time = microseconds / 1000;
  return `${time < 10 ? time.toPrecision(2) : Math.round(time)} ms`;
}
