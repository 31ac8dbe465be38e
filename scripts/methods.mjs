// Measures methods' steps beside those of `none`; all of them: writes benchmarks/results/methods.{md,json}.
//   npm run bench:methods -- [method …] [--live] [--threads 2] [--rounds 60] [--epochRounds 3] [--seconds 10]   some are printed only
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../benchmarks/results/${file}`, import.meta.url));
const { benchmarkMethods } = await built("benchmarks/methods/benchmark-methods");
const { methodsTable } = await built("benchmarks/methods/methods-table");
const { writeAtomic, writeJson } = await built("src/core/files");

const number = { type: "string" };
const { positionals: names, values } = parseArgs({
  allowPositionals: true,
  options: {
    live: { type: "boolean" },
    threads: number,
    rounds: number,
    epochRounds: number,
    seconds: number,
  },
});
const { live = false, ...numbers } = values;
const report = await benchmarkMethods({
  names,
  live,
  ...Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, Number(value)])),
  onProgress: ({ task, done, total }) =>
    process.stderr.write(`method ${done + 1} of ${total}: ${task}\n`),
});
const table = methodsTable(report);
process.stdout.write(table);
if (names.length === 0) {
  await writeAtomic(path("methods.md"), table);
  await writeJson(path("methods.json"), report);
}
