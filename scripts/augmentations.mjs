// Measures augmentations beside numpy and writes benchmarks/results/augmentations.{md,json}.
//   npm run bench:augmentations -- [part of a name]   a part is printed only
// numpy and scipy are those of WRISTILL_PYTHON or python3.
import { fileURLToPath } from "node:url";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const { augmentationTable, benchmarkAugmentations } = await built("benchmarks/augmentations");
const { writeAtomic, writeJson } = await built("src/core/files");

const [filter = ""] = process.argv.slice(2);
const report = await benchmarkAugmentations({
  ...{ filter, numpyScript: path("benchmarks/peers/augmentations.py") },
  onProgress: ({ done, total }) => process.stderr.write(`\rround ${done} of ${total} `),
});
const table = augmentationTable(report);
process.stderr.write("\n");
process.stdout.write(table);
if (filter === "") {
  await writeAtomic(path("benchmarks/results/augmentations.md"), table);
  await writeJson(path("benchmarks/results/augmentations.json"), report);
}
