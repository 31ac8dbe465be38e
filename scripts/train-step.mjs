// Measures a training step beside its peers and writes benchmarks/results/train-step.{md,json}.
import { fileURLToPath } from "node:url";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const { benchmarkTrainStep, trainStepTable } = await built("benchmarks/train-step");
const { writeAtomic, writeJson } = await built("src/core/files");

const path = (file) => fileURLToPath(new URL(`../benchmarks/${file}`, import.meta.url));
const report = await benchmarkTrainStep({
  script: path("peers/train_step.py"),
  onProgress: ({ done, total }) => process.stderr.write(`\rround ${done} of ${total} `),
});
const table = trainStepTable(report);
process.stderr.write("\n");
process.stdout.write(table);
await writeAtomic(path("results/train-step.md"), table);
await writeJson(path("results/train-step.json"), report);
