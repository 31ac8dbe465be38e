/** @file The live page: loads the model, then everything happens on this device. */
import { messageOf } from "#core/errors";
import { unpack } from "#core/pack";
import { Random } from "#core/random";
import type { LiveFacts } from "#live/live-facts";
import { createSession } from "#runtime/ort";
import type { HostTensors } from "#runtime/session";
import { secondsOf } from "#stream/seconds-of";
import { openForward, openStep } from "#train/open-step";
import { part, say } from "./elements.ts";
import { LiveStream } from "./live-stream.ts";
import { drawClasses, showNothing } from "./now-view.ts";
import { keepOffline } from "./offline.ts";
import { PersonalPanel } from "./personal-panel.ts";
import { PersonalSession } from "./personal-session.ts";

/** Windows that one recording holds, and seconds it takes at least. */
const [takeWindows, takeAtLeast] = [6, 12];

async function start(): Promise<void> {
  const facts = unpack<LiveFacts>(await (await fetch("live.json")).text(), "live.json");
  const bytes = new Uint8Array(await (await fetch("model.onnx")).arrayBuffer());
  const file = await createSession(bytes, { name: facts.title });
  const forward = await openForward(facts.head.forward, { name: "the correction" });
  const step = await openStep(facts.head.step, { name: "the step", random: new Random(1) });
  const session = new PersonalSession({ session: file, forward, tap: facts.features });
  const live: LiveStream = new LiveStream({ facts, session, panel: () => panel });
  const once = Math.max(takeAtLeast, takeWindows * secondsOf(facts.model));
  const panel: PersonalPanel = new PersonalPanel({
    ...{ labels: facts.model.labels, session, step, others: await readOthers(facts, session) },
    key: `wristill-live ${facts.key}`,
    takeSeconds: () => (live.running ? secondsToTake(facts, once) : undefined),
    time: () => live.time,
  });
  drawClasses(facts.model.labels);
  say("runtime", file.runtime);
  chooseSource(facts, panel);
  const button = part("start", HTMLButtonElement);
  button.onclick = () => void live.toggle(chosenSource()).catch(complain);
  for (const radio of radios()) radio.onchange = () => changed(live, panel);
  button.disabled = facts.motion === null && facts.recording === null;
  showNothing("ready");
}

/** Of a recording that knows its labels, all of it; else what a person can be asked to do. */
function secondsToTake({ recording }: LiveFacts, once: number): number {
  const followed =
    chosenSource() === "recording" && part("label", HTMLSelectElement).value === "-1";
  return followed && recording ? recording.labels.length / recording.sampleRate : once;
}

async function readOthers({ others, model }: LiveFacts, session: PersonalSession) {
  if (!others) return [];
  const feeds: HostTensors = Object.fromEntries(
    Object.entries(others.signals).map(([name, data]) => {
      const { length, channels } = model.inputs[name]!;
      return [name, { dtype: "float32", shape: [others.count, length, channels.length], data }];
    }),
  );
  const readings = await session.read(feeds);
  return readings.map((reading, i) => ({ ...reading, label: others.labels[i]! }));
}

function radios(): HTMLInputElement[] {
  return [part("sensor", HTMLInputElement), part("recording-source", HTMLInputElement)];
}

function chosenSource(): "sensor" | "recording" {
  return part("sensor", HTMLInputElement).checked ? "sensor" : "recording";
}

/** A device with a sensor begins with it; a desk with the recording. */
function chooseSource({ motion, recording, whyNoSensor }: LiveFacts, panel: PersonalPanel): void {
  const [sensor, played] = radios() as [HTMLInputElement, HTMLInputElement];
  sensor.disabled = motion === null || typeof DeviceMotionEvent !== "function";
  played.disabled = recording === null;
  const touched = navigator.maxTouchPoints > 0;
  sensor.checked = !sensor.disabled && (played.disabled || touched);
  played.checked = !sensor.checked;
  say("why-no-sensor", whyNoSensor);
  say("whose", recording ? `person ${recording.subject}` : "none was given");
  showSource(panel);
}

function showSource(panel: PersonalPanel): void {
  const played = chosenSource() === "recording";
  part("played", HTMLElement).hidden = !played;
  panel.offerTruth(played);
}

async function changed(live: LiveStream, panel: PersonalPanel): Promise<void> {
  if (live.running) await live.toggle(chosenSource());
  showSource(panel);
}

function complain(error: unknown): void {
  say("trouble", messageOf(error));
}

start().then(keepOffline).catch(complain);
