// Measures the harness of `wristill bench` itself and writes benchmarks/results/harness.{md,json}: whether it tells
// files apart, and whether it agrees with a bare loop and with Python's onnxruntime, that of WRISTILL_PYTHON or python3
// (`pip install onnxruntime`). A number makes fewer than a hundred runs: `npm run bench:harness -- 20`.
import { fileURLToPath } from "node:url";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../benchmarks/${file}`, import.meta.url));
const { emptyGraph } = await built("benchmarks/empty-graph");
const { agree } = await built("benchmarks/evidence/agree");
const { emptyFile, evidenceTable } = await built("benchmarks/evidence/evidence-table");
const { studentFile } = await built("benchmarks/evidence/models");
const { tellApart } = await built("benchmarks/evidence/tell-apart");
const { cpu } = await built("benchmarks/harness/targets/cpu");
const { writeAtomic, writeJson } = await built("src/core/files");
const { quietTf } = await built("src/record/quiet");
const { machineFacts } = await built("src/runtime/machine");

quietTf();
const runs = Number(process.argv[2] ?? 100);
const machine = machineFacts();
const measuredAt = new Date().toISOString();
const agreed = await agree({
  ...{ script: path("peers/latency.py"), blocks: 60 },
  files: {
    [emptyFile]: emptyGraph(),
    student: studentFile(),
    "student, 2 000 columns more": studentFile(2000),
  },
});
const told = await tellApart(await cpu.open({ threads: [1], throttle: [] }), {
  ...{ target: "cpu", runs },
  onProgress: ({ done, total }) => process.stderr.write(`\rrun ${done} of ${total} `),
});
process.stderr.write("\n");
const evidence = { command: "npm run bench:harness", measuredAt, machine, told: [told], ...agreed };
const table = evidenceTable(evidence);
process.stdout.write(table);
await writeAtomic(path("results/harness.md"), table);
await writeJson(path("results/harness.json"), evidence);
