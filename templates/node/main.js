/**
 * @file Rows of samples on standard input → labels on standard output.
 *
 *   node main.js --check            does the model answer here as it should?
 *   read-sensor | node main.js      lines of "time,value,value,…": s, then the channels of manifest.json
 */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import * as ort from "onnxruntime-node";
import { ActivityStream } from "./activity-stream.js";
import { check } from "./check.js";
import { openModel } from "./run-model.js";

const file = (/** @type {string} */ name) => new URL(name, import.meta.url);
const json = async (/** @type {string} */ name) => JSON.parse(await readFile(file(name), "utf8"));

/** @type {import("./manifest.js").Manifest} */
const manifest = await json("manifest.json");
const run = await openModel(ort, await readFile(file(manifest.model.file)), manifest);

if (process.argv.includes("--check")) await checkModel();
else await label();

/** An empty cell is no 0. */
function number(/** @type {string} */ cell) {
  return cell.trim() === "" ? Number.NaN : Number(cell);
}

async function checkModel() {
  const { problems, windows, largest } = await check(manifest, await json("vectors.json"), run);
  for (const problem of problems) console.error(problem);
  console.log(`${windows} windows, logits within ${largest}: ${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

async function label() {
  let before = "";
  const stream = new ActivityStream(manifest, run, ({ end, label, confidence, latency }) => {
    if (label !== before) {
      console.log(
        `${end.toFixed(2)} s  ${label}  ${Math.round(100 * confidence)} %  ${latency.toFixed(2)} ms`,
      );
    }
    before = label;
  });
  for await (const line of createInterface({ input: process.stdin })) {
    const [time, ...row] = line.split(",").map(number);
    if (Number.isFinite(time)) await stream.push(time, row); // a header has no time
  }
}
