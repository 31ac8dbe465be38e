// Runs the benchmarks of wristill itself and writes benchmarks/results/latest.{md,json}: how far every bar is reached.
// Exits with 1 where a share has doubled since benchmarks/baselines/shares.json and misses its bar.
//   npm run bench                    all of them, about an hour on a quiet machine
//   npm run bench -- train harness   some; for the others, results that lie there
//   npm run bench -- --collect       none
//   npm run bench -- --collect --accept   makes the shares the baseline
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../benchmarks/${file}`, import.meta.url));
const { bars } = await built("benchmarks/bars/bars");
const { barsTable, baselineOf, readBars, worseThan } = await built("benchmarks/bars/read-bars");
const { readJson, writeAtomic, writeJson } = await built("src/core/files");

const scripts = [...new Set(bars.map(({ script }) => script))];
const words = process.argv.slice(2);
const named = words.filter((word) => !word.startsWith("--"));
const unknown = named.find((name) => !scripts.includes(name));
if (unknown !== undefined) throw new Error(`no benchmark ${unknown}; known: ${scripts.join(", ")}`);
const ran = words.includes("--collect") ? [] : named.length > 0 ? named : scripts;
for (const script of ran) {
  execFileSync("npm", ["run", "--silent", `bench:${script}`], { stdio: "inherit" });
}
const results = {};
for (const script of scripts) results[script] = await readJson(path(`results/${script}.json`));
const report = { measuredAt: new Date().toISOString(), ran, bars: readBars(results) };
const table = barsTable(report);
process.stdout.write(table);
await writeAtomic(path("results/latest.md"), table);
await writeJson(path("results/latest.json"), report);
const baseline = path("baselines/shares.json");
if (words.includes("--accept")) await writeJson(baseline, baselineOf(report.bars));
for (const each of worseThan((await readJson(baseline)) ?? {}, report.bars)) {
  process.stderr.write(`worse: ${each}\n`);
  process.exitCode = 1;
}
