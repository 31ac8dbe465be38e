/**
 * @file The page: sensor → stream → label. Everything stays on the phone.
 */
import * as ort from "onnxruntime-web";
import { ActivityStream } from "./activity-stream.js";
import { check } from "./check.js";
import { openModel } from "./run-model.js";
import { rowOf, startSensors } from "./sensors.js";
import { drawTrace } from "./trace.js";

const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const button = (/** @type {string} */ id) => /** @type {HTMLButtonElement} */ (part(id));
const say = (/** @type {string} */ text) => {
  part("state").textContent = text;
};
const json = async (/** @type {string} */ file) => (await fetch(file)).json();

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
}

async function main() {
  /** @type {import("./manifest.js").Manifest} */
  const manifest = await json("manifest.json");
  /** @type {import("./manifest.js").Vectors} */
  const vectors = await json("vectors.json");
  const bytes = new Uint8Array(await (await fetch(manifest.model.file)).arrayBuffer());
  const run = await openModel(ort, bytes, manifest);

  // Does this browser compute what was exported? Once is enough; take it out when you know.
  const { problems, windows, largest } = await check(manifest, vectors, run);
  for (const problem of problems) console.error(problem);
  say(
    problems.length > 0
      ? `This browser answers otherwise than it should: ${problems[0]}`
      : `Ready. ${windows} test windows agree within ${largest.toPrecision(1)}.`,
  );

  listClasses(manifest);
  const open = () => new ActivityStream(manifest, run, (answer) => show(answer));
  const trace = drawTrace(/** @type {HTMLCanvasElement} */ (part("trace")), manifest);
  const take =
    (/** @type {ActivityStream} */ stream) =>
    (/** @type {number} */ time, /** @type {number[]} */ row) => {
      trace(row);
      return stream.push(time, row);
    };

  button("start").disabled = false;
  button("replay").disabled = false;
  button("start").onclick = async () => {
    try {
      const push = take(open());
      await startSensors((time, readings) => {
        const row = rowOf(readings, manifest);
        const missing = manifest.channels[row.findIndex(Number.isNaN)];
        if (missing) say(`This phone gives no ${missing.sensor} ${missing.axis}.`);
        return push(time, row);
      });
      button("start").disabled = true;
      say(
        `Listening. The first label comes after ${(manifest.window / manifest.sampleRate).toFixed(1)} s.`,
      );
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  button("replay").onclick = async () => {
    button("replay").disabled = true;
    const push = take(open());
    let before = vectors.stream.rows[0][0];
    for (const [time, ...row] of vectors.stream.rows) {
      // Four times as fast as it was recorded.
      await new Promise((wait) => setTimeout(wait, Math.min(100, 250 * (time - before))));
      before = time;
      await push(time, row);
    }
    button("replay").disabled = false;
  };
}

/** @param {import("./manifest.js").Manifest} manifest */
function listClasses({ classes }) {
  for (const name of classes) {
    const item = document.createElement("li");
    const [label, meter, output] = ["span", "meter", "output"].map((tag) =>
      document.createElement(tag),
    );
    label.textContent = name;
    meter.setAttribute("aria-label", name);
    output.textContent = "–";
    item.append(label, meter, output);
    part("classes").append(item);
  }
}

/** @param {import("./activity-stream.js").Answer} answer */
function show({ label, index, confidence, probabilities, latency, skipped }) {
  part("label").textContent = label;
  part("label").classList.toggle("unknown", index < 0);
  const left =
    skipped > 0 ? ` · ${skipped} windows left out: the model is slower than the sensor` : "";
  part("figures").textContent =
    `${Math.round(100 * confidence)} % sure · ${latency.toFixed(1)} ms${left}`;
  for (const [k, item] of [...part("classes").children].entries()) {
    const [, meter, output] = item.children;
    item.classList.toggle("current", k === index);
    /** @type {HTMLMeterElement} */ (meter).value = probabilities[k];
    output.textContent = `${Math.round(100 * probabilities[k])} %`;
  }
}
