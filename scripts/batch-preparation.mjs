// Measures what preparing batches adds to a training step and writes benchmarks/results/batch-preparation.{md,json}.
import { fileURLToPath } from "node:url";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const { batchPreparationTable, benchmarkBatchPreparation } = await built(
  "benchmarks/batch-preparation",
);
const { writeAtomic, writeJson } = await built("src/core/files");

const path = (file) => fileURLToPath(new URL(`../benchmarks/results/${file}`, import.meta.url));
const report = await benchmarkBatchPreparation({
  onProgress: ({ done, total }) => process.stderr.write(`\rround ${done} of ${total} `),
});
const table = batchPreparationTable(report);
process.stderr.write("\n");
process.stdout.write(table);
await writeAtomic(path("batch-preparation.md"), table);
await writeJson(path("batch-preparation.json"), report);
