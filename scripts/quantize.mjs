// Quantizes the networks of benchmarks/suites/quantize.yaml (or those that are named) by every scheme and writes
// benchmarks/results/quantize.{md,json}. Python's tool is that of WRISTILL_PYTHON or python3
// (`pip install onnxruntime onnx`).
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { floatFile, openHosts, suite, trainedSeeds } from "./quantize-networks.mjs";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../benchmarks/${file}`, import.meta.url));
const { benchmarkQuantize } = await built("benchmarks/quantize");
const { quantizeTable } = await built("benchmarks/quantize-table");
const { startPython } = await built("benchmarks/peers/python-process");
const { readJson, writeAtomic, writeJson } = await built("src/core/files");
const { machineFacts } = await built("src/runtime/machine");

async function trained(name) {
  const seeds = await trainedSeeds(name);
  return Promise.all(
    seeds.map(async ({ folder, ...windows }) => ({ ...windows, bytes: await floatFile(folder) })),
  );
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(suite);
const python = await startPython({ script: path("peers/quantization.py") });
const peer = typeof python === "string" ? undefined : python;
const versions = peer && `onnxruntime ${peer.greeting.onnxruntime}, onnx ${peer.greeting.onnx}`;
const known = (await readJson(path("results/quantize.json")))?.networks ?? [];
const found = Object.fromEntries(known.map((each) => [each.network, each]));
const hosts = await openHosts();
const machine = machineFacts();
for (const name of names) {
  process.stderr.write(`${name} …\n`);
  found[name] = await benchmarkQuantize(name, await trained(name), { hosts, python: peer });
  const networks = Object.keys(suite).flatMap((each) => found[each] ?? []);
  const report = { machine, peer: versions ?? `not measured: ${python}`, networks };
  const rows = networks.flatMap((each) => each.rows);
  await writeJson(path("results/quantize.json"), { ...report, rows });
  await writeAtomic(path("results/quantize.md"), quantizeTable(report));
}
peer?.close();
process.stdout.write(await readFile(path("results/quantize.md"), "utf8"));
