// Trains the networks of benchmarks/suites/quantize.yaml (or those that are named), quantizes each by every scheme and
// writes benchmarks/results/quantize.{md,json}. Trainings are kept in runs/ and reused. Python's tool is that of
// WRISTILL_PYTHON or python3 (`pip install onnxruntime onnx`).
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../benchmarks/${file}`, import.meta.url));
const { benchmarkQuantize } = await built("benchmarks/quantize");
const { quantizeTable } = await built("benchmarks/quantize-table");
const { startPython } = await built("benchmarks/peers/python-process");
const { readJson, writeAtomic, writeJson } = await built("src/core/files");
const { runPipeline } = await built("src/pipeline");
const { parseConfig } = await built("src/pipeline/config");
const { cutData, foldsOf, splitData } = await built("src/pipeline/prepare-data");
const { machineFacts } = await built("src/runtime/machine");

const suitePath = path("suites/quantize.yaml");
const outFolder = process.env.WRISTILL_RUNS ?? "runs";
const seeds = [1, 2, 3];

function configOf(name, given, fold) {
  const data = { ...given.data, path: resolve(dirname(suitePath), given.data.path) };
  if (fold !== undefined) data.split = { ...data.split, fold };
  const { student, train } = given;
  const rest = { method: { name: "none" }, baselines: [], quantize: null, benchmark: null };
  const label = fold === undefined ? name : `${name}-fold-${fold}`;
  return parseConfig(
    { name: `quantize-${label}`, seeds, data, student, train, ...rest },
    { source: suitePath },
  );
}

/** Every seed, of every fold where there are folds. */
async function trained(name, given) {
  const whole = configOf(name, given);
  const cut = await cutData(whole);
  const files = [];
  for (const fold of given.data.split?.folds ? foldsOf(whole, cut) : [undefined]) {
    const config = configOf(name, given, fold);
    await runPipeline(config, { outFolder });
    const { train, test } = splitData(config, cut, fold).raw;
    for (const seed of seeds) {
      const file = `${outFolder}/${config.name}/seed-${seed}/export-alone/model.onnx`;
      files.push({ bytes: new Uint8Array(await readFile(file)), train, test });
    }
  }
  return files;
}

const suite = parse(await readFile(suitePath, "utf8"));
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(suite);
const python = await startPython({ script: path("peers/quantization.py") });
const peer = typeof python === "string" ? undefined : python;
const versions = peer && `onnxruntime ${peer.greeting.onnxruntime}, onnx ${peer.greeting.onnx}`;
const known = (await readJson(path("results/quantize.json")))?.networks ?? [];
const found = Object.fromEntries(known.map((each) => [each.network, each]));
const machine = machineFacts();
for (const name of names) {
  process.stderr.write(`${name} …\n`);
  found[name] = await benchmarkQuantize(name, await trained(name, suite[name]), peer);
  const networks = Object.keys(suite).flatMap((each) => found[each] ?? []);
  const report = { machine, peer: versions ?? `not measured: ${python}`, networks };
  const rows = networks.flatMap((each) => each.rows);
  await writeJson(path("results/quantize.json"), { ...report, rows });
  await writeAtomic(path("results/quantize.md"), quantizeTable(report));
}
peer?.close();
process.stdout.write(await readFile(path("results/quantize.md"), "utf8"));
