// Measures exporting, in memory and as a command, and files beside ones written by hand; writes
// benchmarks/results/exporting.{md,json}.
import { fileURLToPath } from "node:url";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const { exportingTable } = await built("benchmarks/exporting/exporting-table");
const { measureExporting } = await built("benchmarks/exporting/measure-exporting");
const { writeAtomic, writeJson } = await built("src/core/files");
const { quietTf } = await built("src/record/quiet");
const { machineFacts } = await built("src/runtime/machine");

quietTf();
const machine = machineFacts();
const report = await measureExporting({
  cli: path("dist/src/cli/main.js"),
  runs: 30,
  rounds: 5000,
  clock: () => performance.now(),
});
const table = exportingTable(report, machine);
process.stdout.write(table);
await writeAtomic(path("benchmarks/results/exporting.md"), table);
await writeJson(path("benchmarks/results/exporting.json"), { machine, ...report });
