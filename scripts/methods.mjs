// Measures every method's steps beside those of `none` and writes benchmarks/results/methods.{md,json}.
//   npm run bench:methods -- [part of a method's name]   a part is printed only
import { fileURLToPath } from "node:url";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../benchmarks/results/${file}`, import.meta.url));
const { benchmarkMethods } = await built("benchmarks/methods/benchmark-methods");
const { methodsTable } = await built("benchmarks/methods/methods-table");
const { writeAtomic, writeJson } = await built("src/core/files");

const filter = process.argv[2] ?? "";
const report = await benchmarkMethods({
  filter,
  onProgress: ({ task, done, total }) =>
    process.stderr.write(`method ${done + 1} of ${total}: ${task}\n`),
});
const table = methodsTable(report);
process.stdout.write(table);
if (filter === "") {
  await writeAtomic(path("methods.md"), table);
  await writeJson(path("methods.json"), report);
}
