/** @file What the page shows. Everything is set as text, so nothing in it can be markup. */
import type { DeviceFacts } from "#benchmarks/harness/device/device-part";
import { median } from "#core/quantiles";
import type { OutboxState } from "./outbox.ts";
import type { SavedRun } from "./saved-run.ts";

type Screen = "ready" | "running" | "done";

export const element = <T extends HTMLElement = HTMLElement>(id: string): T =>
  document.getElementById(id) as T;

const screens: readonly Screen[] = ["ready", "running", "done"];

/** Shows one screen and moves the reader there. */
export function show(screen: Screen): void {
  for (const each of screens) element(each).hidden = each !== screen;
  document.body.dataset.screen = screen;
  element(`${screen}-title`).focus({ preventScroll: true });
}

export interface Capabilities
  extends Pick<DeviceFacts, "cores" | "secure" | "isolated" | "clockStep"> {
  readonly awake: boolean;
  readonly keeps: boolean;
}

/** What this page can and cannot do here, in words. */
export function notesFor({
  cores,
  secure,
  isolated,
  clockStep,
  awake,
  keeps,
}: Capabilities): string[] {
  const coarse = clockStep > 20;
  return [
    `${cores} ${cores === 1 ? "core" : "cores"}; the clock has steps of ${stepText(clockStep)}${coarse ? ", so each time is the mean of many calls" : ""}.`,
    ...(secure
      ? []
      : [
          "The page came without HTTPS: the browser gives it one thread, a coarse clock and no graphics processor.",
        ]),
    ...(secure && !isolated ? ["The browser gives this page one thread only."] : []),
    ...(awake ? [] : ["This page cannot keep the screen on: touch it now and then."]),
    ...(keeps ? [] : ["This browser keeps nothing: leave the page open until all is sent."]),
  ];
}

function stepText(step: number): string {
  return step < 1000 ? `${Math.round(step)} µs` : `${Math.round(step / 1000)} ms`;
}

export function showNotes(notes: readonly string[]): void {
  element("notes").replaceChildren(...notes.map((note) => withText("li", note)));
}

/** `share`: of everything; `left`: seconds, where they are known. */
export function showProgress(what: string, share: number, left: number | undefined): void {
  element("what").textContent = what;
  element<HTMLProgressElement>("bar").value = share;
  element("percent").textContent = `${Math.floor(100 * share)} %`;
  element("left").textContent = left === undefined ? "" : leftText(left);
}

function leftText(seconds: number): string {
  if (seconds < 50) return "less than a minute left";
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? "about a minute left" : `about ${minutes} minutes left`;
}

/** The page could not even begin. */
export function showFailure(reason: string): void {
  showTrouble(`This page does not start: ${reason}. Load it again.`);
}

export function showTrouble(text: string): void {
  element("trouble").textContent = text;
}

/** Where the answers are. */
export function showDelivery(state: OutboxState): void {
  const { waiting, failures, refused } = state;
  const text = deliveryText(state);
  if (element("delivery").textContent !== text) element("delivery").textContent = text;
  element("delivery").dataset.state = refused ? "refused" : failures > 0 ? "kept" : "fine";
  element("retry").hidden = waiting === 0 || failures === 0;
}

/** What was refused is told with whatever becomes of the rest. */
export function deliveryText({ refused, ...state }: OutboxState): string {
  if (refused === undefined) return restText(state, "every result");
  const { count, reason } = refused;
  const results = count === 1 ? "1 result" : `${count} results`;
  return `The computer refused ${results} (${reason}). ${restText(state, "every other result")}`;
}

function restText({ waiting, failures, next }: Omit<OutboxState, "refused">, all: string): string {
  if (waiting === 0) return `The computer has ${all}.`;
  const results = waiting === 1 ? "1 result is" : `${waiting} results are`;
  if (failures === 0) return "Sending.";
  const again = next === undefined ? "Trying again …" : `Next try in ${next} s.`;
  return `${results} kept here: the computer cannot be reached. ${again}`;
}

/** µs with three digits: "41.3 µs", "1.52 ms". */
export function timeText(time: number): string {
  const [value, unit] =
    time < 1000 ? [time, "µs"] : time < 1e6 ? [time / 1000, "ms"] : [time / 1e6, "s"];
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;
}

/** Medians over repeats, by group and file. */
export function showTimes({ times, device }: SavedRun): void {
  const [main, file] = headline(times);
  element("done-title").textContent = main;
  element("done-title").ariaLabel = file === undefined ? null : `${file}: ${main}`;
  element("who").textContent = device.name;
  const bodies = Object.entries(times).map(([group, files]) => {
    const body = document.createElement("tbody");
    const title = withText("th", group);
    title.scope = "rowgroup";
    title.colSpan = 2;
    const rows = Object.entries(files).map(([file, repeats]) => {
      const name = withText("th", file);
      name.scope = "row";
      return row(name, withText("td", timeText(median(repeats))));
    });
    body.append(row(title), ...rows);
    return body;
  });
  const table = element<HTMLTableElement>("times");
  for (const old of [...table.tBodies]) old.remove();
  table.append(...bodies);
}

/** What is shown large, and of which file it is. */
function headline(times: SavedRun["times"]): readonly [string, string?] {
  const [files = {}] = Object.values(times);
  const [first] = Object.entries(files);
  if (first === undefined) return ["Nothing could be measured here"];
  const [file, repeats] = first;
  return [timeText(median(repeats)), file];
}

function row(...cells: readonly HTMLElement[]): HTMLTableRowElement {
  const made = document.createElement("tr");
  made.append(...cells);
  return made;
}

function withText<K extends "li" | "th" | "td">(tag: K, text: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
