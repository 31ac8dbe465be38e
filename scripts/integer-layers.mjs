// Measures where static int8 gains and loses time on the dense networks of benchmarks/suites/quantize.yaml above a
// million multiplications (or those that are named); writes benchmarks/results/integer-layers.{md,json}.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { floatFile, openHosts, trainedSeeds } from "./quantize-networks.mjs";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../benchmarks/results/${file}`, import.meta.url));
const { integerLayersTable } = await built("benchmarks/integer-layers/integer-layers-table");
const { measureIntegerLayers } = await built("benchmarks/integer-layers/measure-integer-layers");
const { readJson, writeAtomic, writeJson } = await built("src/core/files");
const { machineFacts } = await built("src/runtime/machine");

const large = ["tiny-har", "conv-64-128-128"];
const machine = machineFacts();
const known = (await readJson(path("integer-layers.json")))?.networks ?? [];
const found = Object.fromEntries(known.map((each) => [each.network, each]));
for (const name of process.argv.length > 2 ? process.argv.slice(2) : large) {
  process.stderr.write(`${name} …\n`);
  const [{ folder, train }] = await trainedSeeds(name);
  const file = { bytes: await floatFile(folder), train };
  found[name] = await measureIntegerLayers(name, file, await openHosts());
  const report = { machine, networks: Object.values(found) };
  await writeJson(path("integer-layers.json"), report);
  await writeAtomic(path("integer-layers.md"), integerLayersTable(report));
}
process.stdout.write(await readFile(path("integer-layers.md"), "utf8"));
