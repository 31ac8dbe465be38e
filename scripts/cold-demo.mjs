// Times the demo as somebody meets it who has just installed; writes benchmarks/results/cold-demo.{md,json}.
import { fileURLToPath } from "node:url";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const { coldDemo, coldDemoTable } = await built("benchmarks/cold-demo");
const { writeAtomic, writeJson } = await built("src/core/files");
const { machineFacts } = await built("src/runtime/machine");

const machine = machineFacts();
const measuredAt = new Date().toISOString();
const report = await coldDemo(path(""));
const table = coldDemoTable(report, machine);
process.stdout.write(table);
await writeAtomic(path("benchmarks/results/cold-demo.md"), table);
await writeJson(path("benchmarks/results/cold-demo.json"), { measuredAt, machine, ...report });
