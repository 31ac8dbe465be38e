// The networks of benchmarks/suites/quantize.yaml, trained for each of three seeds (of every fold); trainings are kept
// in runs/, or WRISTILL_RUNS, and reused.
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const { cpu } = await built("benchmarks/harness/targets/cpu");
const { wasm } = await built("benchmarks/harness/targets/wasm");
const { runPipeline } = await built("src/pipeline");
const { parseConfig } = await built("src/pipeline/config");
const { cutData, foldsOf, splitData } = await built("src/pipeline/prepare-data");

const suitePath = fileURLToPath(new URL("../benchmarks/suites/quantize.yaml", import.meta.url));
const outFolder = process.env.WRISTILL_RUNS ?? "runs";
const seeds = [1, 2, 3];

export const suite = parse(await readFile(suitePath, "utf8"));

function configOf(name, given, fold, quantize) {
  const data = { ...given.data, path: resolve(dirname(suitePath), given.data.path) };
  if (fold !== undefined) data.split = { ...data.split, fold };
  const { student, train } = given;
  const rest = { method: { name: "none" }, baselines: [], quantize, benchmark: null };
  const label = fold === undefined ? name : `${name}-fold-${fold}`;
  return parseConfig(
    { name: `quantize-${label}`, seeds, data, student, train, ...rest },
    { source: suitePath },
  );
}

/** Every seed, of every fold where there are folds: its folder and its windows. `quantize` as in a configuration. */
export async function trainedSeeds(name, quantize = null) {
  const given = suite[name];
  const whole = configOf(name, given, undefined, quantize);
  const cut = await cutData(whole);
  const found = [];
  for (const fold of given.data.split?.folds ? foldsOf(whole, cut) : [undefined]) {
    const config = configOf(name, given, fold, quantize);
    await runPipeline(config, { outFolder });
    const { train, test } = splitData(config, cut, fold).raw;
    for (const seed of seeds)
      found.push({ folder: `${outFolder}/${config.name}/seed-${seed}`, train, test });
  }
  return found;
}

/** The float file of a seed. */
export const floatFile = async (folder) =>
  new Uint8Array(await readFile(`${folder}/export-alone/model.onnx`));

/** Where both runtimes run, every job in a process of its own. */
export async function openHosts() {
  const options = { threads: [1], throttle: [] };
  return { cpu: await cpu.open(options), wasm: await wasm.open(options) };
}
