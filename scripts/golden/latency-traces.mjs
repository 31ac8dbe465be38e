// Records what one file takes against itself in many new processes, into test/golden/latency-traces.json: real noise for
// the tests of verdicts. Build first (`npm run build`); a busy machine makes the better material.
import { writeFile } from "node:fs/promises";
import { loadavg } from "node:os";

const built = (module) => import(new URL(`../../dist/${module}.js`, import.meta.url).href);
const { studentFile } = await built("benchmarks/evidence/models");
const { noiseFeeds } = await built("benchmarks/feeds");
const { cpu } = await built("benchmarks/harness/targets/cpu");
const { median } = await built("src/core/quantiles");
const { Random } = await built("src/core/random");

const processes = 80;
const host = await cpu.open({ threads: [1], throttle: [] });
const input = { name: "imu", dtype: "float32", shape: ["batch", 128, 9] };
const feeds = [noiseFeeds([input], new Random(1))];
const subjects = ["first", "again"].map((name) => ({ name, model: studentFile(), feeds }));
const schedule = {
  rounds: 10,
  runs: 10,
  settle: 2,
  warmup: { runs: 2, seconds: 0.05 },
  seconds: 5,
};
const traces = [];
for (let seed = 0; seed < processes; seed++) {
  const measured = await host.run({ ...schedule, subjects, threads: 1, seed }, host.settings[0]);
  const rounded = (turn) => Math.round(10 * median(turn)) / 10;
  traces.push(measured.subjects.map(({ turns }) => turns.map(rounded)));
}
const target = new URL("../../test/golden/latency-traces.json", import.meta.url);
const told =
  "µs: median of each turn, [process][first, again][round]; scripts/golden/latency-traces.mjs";
await writeFile(target, `${JSON.stringify({ told, load: loadavg()[0], traces })}\n`);
