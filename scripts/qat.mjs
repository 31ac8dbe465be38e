// Trains the networks of benchmarks/suites/quantize.yaml (or those that are named) further for static int8, their float
// selves as teachers, and writes benchmarks/results/qat.{md,json}: as many epochs as the network was trained, at half its
// learning rate. That rule was there before the figures were.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { floatFile, suite, trainedSeeds } from "./quantize-networks.mjs";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../benchmarks/results/${file}`, import.meta.url));
const { measureQat, qatScheme } = await built("benchmarks/qat");
const { qatTable } = await built("benchmarks/qat-table");
const { UserError } = await built("src/core/errors");
const { readJson, writeAtomic, writeJson } = await built("src/core/files");
const { decodeModel } = await built("src/graph/protobuf");

async function trained(name, aware) {
  const quantize = { scheme: qatScheme, target: "mcu", calibrationWindows: 512, aware };
  const seeds = await trainedSeeds(name, quantize);
  return Promise.all(
    seeds.map(async ({ folder, ...windows }) => {
      const at = `${folder}/aware-${qatScheme}`;
      const graph = decodeModel(await readFile(`${at}/model.onnx`));
      const ranges = new Map(Object.entries(await readJson(`${at}/ranges.json`)));
      const { trained: shipped } = await readJson(`${folder}/quantized/quantization.json`);
      return { ...windows, bytes: await floatFile(folder), trained: { graph, ranges }, shipped };
    }),
  );
}

async function figuresOf(name) {
  const { epochs, learningRate } = suite[name].train.student;
  const aware = { epochs, learningRate: learningRate / 2 };
  try {
    return { ...aware, ...(await measureQat(await trained(name, aware))) };
  } catch (error) {
    if (error instanceof UserError) return { refused: error.message.split("\n")[0] };
    throw error;
  }
}

const known = (await readJson(path("qat.json")))?.networks ?? [];
const found = Object.fromEntries(known.map((each) => [each.network, each]));
for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(suite)) {
  process.stderr.write(`${name} …\n`);
  found[name] = { network: name, ...(await figuresOf(name)) };
  const networks = Object.keys(suite).flatMap((each) => found[each] ?? []);
  await writeJson(path("qat.json"), { networks });
  await writeAtomic(path("qat.md"), qatTable(networks));
}
process.stdout.write(await readFile(path("qat.md"), "utf8"));
