// Measures filters, resampling, spectra and cutting beside scipy and writes benchmarks/results/processing.{md,json}.
// scipy is that of WRISTILL_PYTHON or python3 (`pip install scipy`).
import { fileURLToPath } from "node:url";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../benchmarks/${file}`, import.meta.url));
const { benchmarkProcessing, processingTable } = await built("benchmarks/processing");
const { writeAtomic, writeJson } = await built("src/core/files");

const report = await benchmarkProcessing({
  script: path("peers/processing.py"),
  onProgress: ({ done, total }) => process.stderr.write(`\rround ${done} of ${total} `),
});
const table = processingTable(report);
process.stderr.write("\n");
process.stdout.write(table);
await writeAtomic(path("results/processing.md"), table);
await writeJson(path("results/processing.json"), report);
