// Measures the harness of `wristill bench` itself and writes benchmarks/results/harness.{md,json}.
//   npm run bench:harness                both parts: some twenty minutes
//   npm run bench:harness -- agree       beside a bare loop and Python's onnxruntime, that of WRISTILL_PYTHON or python3
//                                        (`pip install onnxruntime`): a minute
//   npm run bench:harness -- tell 20     whether it tells files apart, in so many runs instead of a hundred
// A part that is not measured stays as it lies there.
import { fileURLToPath } from "node:url";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../benchmarks/${file}`, import.meta.url));
const { emptyGraph } = await built("benchmarks/empty-graph");
const { agree } = await built("benchmarks/evidence/agree");
const { evidenceTable } = await built("benchmarks/evidence/evidence-table");
const { silentFile, studentFile } = await built("benchmarks/evidence/models");
const { tellApart } = await built("benchmarks/evidence/tell-apart");
const { cpu } = await built("benchmarks/harness/targets/cpu");
const { readJson, writeAtomic, writeJson } = await built("src/core/files");
const { quietTf } = await built("src/record/quiet");
const { machineFacts } = await built("src/runtime/machine");

quietTf();
const words = process.argv.slice(2);
const parts = words.filter((word) => Number.isNaN(Number(word)));
const runs = Number(words.find((word) => !parts.includes(word)) ?? 100);
const wants = (part) => parts.length === 0 || parts.includes(part);
const unknown = parts.find((part) => !["agree", "tell"].includes(part));
if (unknown !== undefined) throw new Error(`no part ${unknown}; known: agree, tell`);
const started = performance.now();
const onProgress = ({ task, done, total }) => {
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stderr.write(`${task}: ${done} of ${total}, ${seconds} s\n`);
};
const dated = () => ({ measuredAt: new Date().toISOString(), machine: machineFacts() });

const evidence = (await readJson(path("results/harness.json"))) ?? {};
evidence.command = "npm run bench:harness";
if (wants("agree")) {
  const [empty, sized] = ["empty call", "empty call of the student's size"];
  const files = {
    [empty]: { bytes: emptyGraph(), floor: empty },
    [sized]: { bytes: silentFile(), floor: sized },
    student: { bytes: studentFile(), floor: sized },
    "student, 2 000 columns more": { bytes: studentFile(2000), floor: sized },
  };
  const options = { script: path("peers/latency.py"), sittings: 12, rounds: 12, files, onProgress };
  evidence.agree = { ...dated(), ...(await agree(options)) };
}
if (wants("tell")) {
  const host = await cpu.open({ threads: [1], throttle: [] });
  const now = dated();
  evidence.tell = { ...now, told: [await tellApart(host, { target: "cpu", runs, onProgress })] };
}
const table = evidenceTable(evidence);
process.stdout.write(table);
await writeAtomic(path("results/harness.md"), table);
await writeJson(path("results/harness.json"), evidence);
