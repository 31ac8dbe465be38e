// Measures training steps beside their peers and writes benchmarks/results/train.{md,json}.
//   npm run bench:train -- [part of a case's name] [--quick]   a part, or a quick run, is printed only
//   npm run bench:train -- --profile <case>                    where our step spends its time, by operator and by node
// PyTorch is that of WRISTILL_PYTHON or python3 (`pip install torch`); tfjs-node: scripts/build-tfjs-node.mjs.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean" }, profile: { type: "string" } },
});

if (values.profile !== undefined) {
  const { profileStep, profileTable } = await built("benchmarks/train/profile");
  const { trainCase } = await built("benchmarks/train/cases");
  process.stdout.write(profileTable(await profileStep(trainCase(values.profile))));
} else {
  const { benchmarkTrain, quickTrain } = await built("benchmarks/train/benchmark-train");
  const { trainTable } = await built("benchmarks/train/train-table");
  const { writeAtomic, writeJson } = await built("src/core/files");
  const [filter = ""] = positionals;
  const report = await benchmarkTrain({
    ...(values.quick ? quickTrain : {}),
    ...{ filter, pytorchScript: path("benchmarks/peers/train_step.py") },
    memoryScript: path("scripts/train-memory.mjs"),
    onProgress: ({ task, done, total }) =>
      process.stderr.write(`case ${done + 1} of ${total}: ${task}\n`),
  });
  const table = trainTable(report);
  process.stdout.write(table);
  if (!values.quick && filter === "") {
    await writeAtomic(path("benchmarks/results/train.md"), table);
    await writeJson(path("benchmarks/results/train.json"), report);
  }
}
