// Measures the classic models on the suite benchmarks/suites/baselines.yaml (or on those of its data sets that are named)
// and writes benchmarks/results/baselines.{md,json}.
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { setBackend } from "@tensorflow/tfjs";
import { parse } from "yaml";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const { exportBaseline, requireBaselineParity } = await built("src/classic/export-baseline");
const { fitBaseline } = await built("src/classic/fit-baseline");
const baselines = await built("src/classic/entries");
const { readJson, writeAtomic, writeJson } = await built("src/core/files");
const { Random } = await built("src/core/random");
const { mean, median, sd } = await built("src/core/stats");
const { measureAccuracy } = await built("benchmarks/measures/accuracy");
const { measureLatency } = await built("benchmarks/measures/latency");
const { parseConfig } = await built("src/pipeline/config");
const { parityRows } = await built("src/pipeline/exported");
const { cutData, splitData } = await built("src/pipeline/prepare-data");
const { quietTf } = await built("src/record/quiet");
const { markdownTable } = await built("src/report/text-table");
const { machineFacts } = await built("src/runtime/machine");
const { selectSubjects, subjectsOf } = await built("sensors/split");
const { createOrtNodeSession } = await built("src/runtime/ort-node");
const { metricsOf } = await built("src/train/metrics");

const suitePath = fileURLToPath(new URL("../benchmarks/suites/baselines.yaml", import.meta.url));
const resultPath = (end) =>
  fileURLToPath(new URL(`../benchmarks/results/baselines.${end}`, import.meta.url));
const seeds = { ridge: [1], "random-forest": [1, 2, 3] }; // ridge has no chance in it

/** Fit with one seed and one fold; the file is what is measured. */
async function measured(baseline, { train, validation, test }, input, seed) {
  const random = new Random(seed).fork("baseline", baseline.name);
  const before = performance.now();
  const fitted = fitBaseline(baseline, train, validation, { inputs: [input], random });
  const seconds = (performance.now() - before) / 1000;
  const { bytes } = exportBaseline(fitted, train);
  await requireBaselineParity(fitted, { bytes }, parityRows(train), createOrtNodeSession);
  const { confusion } = await measureAccuracy({ name: baseline.name, bytes }, test);
  return { bytes, confusion, seconds, parameters: fitted.model.parameters };
}

/** The one split, or everybody once as the test: a class that only one person shows is then absent from training. */
function* splitsOf(config, cut, leaveOneOut) {
  if (!leaveOneOut) return yield splitData(config, cut).raw;
  const people = subjectsOf(cut.windows);
  const { validation: count } = config.data.split;
  for (const [i, name] of people.entries()) {
    const others = [...people.slice(i + 1), ...people.slice(0, i)];
    yield {
      train: selectSubjects(cut.windows, others.slice(count)),
      validation: count > 0 ? selectSubjects(cut.windows, others.slice(0, count)) : undefined,
      test: selectSubjects(cut.windows, [name]),
    };
  }
}

/** Folds are counted together. */
function added(confusions) {
  return confusions[0].map((row, i) =>
    row.map((_, j) => confusions.reduce((sum, each) => sum + each[i][j], 0)),
  );
}

async function measureCase(name, { protocol, floor, leaveOneOut = false, data }) {
  const path = resolve(dirname(suitePath), data.path);
  const [input] = Object.keys(data.modalities);
  const student = { network: "cnn1d-tiny", inputs: [input] };
  const config = parseConfig(
    { data: { ...data, path }, student, method: { name: "none" } },
    {
      source: `${suitePath}, ${name}`,
    },
  );
  const cut = await cutData(config);
  const models = [];
  for (const baseline of Object.values(baselines).reverse()) {
    const bySeed = [];
    for (const seed of seeds[baseline.name]) {
      const runs = [];
      for (const split of splitsOf(config, cut, leaveOneOut)) {
        process.stderr.write(`\r${name} ${baseline.name} seed ${seed} fold ${runs.length + 1}   `);
        runs.push(await measured(baseline, split, input, seed));
      }
      bySeed.push(runs);
    }
    const figures = bySeed.map((runs) => metricsOf(added(runs.map(({ confusion }) => confusion))));
    const [{ bytes, parameters }] = bySeed[0];
    models.push({
      name: baseline.name,
      bytes,
      parameters,
      figures,
      seconds: median(bySeed.flat().map((run) => run.seconds)),
    });
  }
  const candidates = models.map(({ name: model, bytes }) => ({ name: model, bytes }));
  const times = { cpu: {}, wasm: {} };
  for (const target of ["cpu", "wasm"]) {
    const { windows } = cut;
    for (const { name: model, p50, floor: call } of await measureLatency(candidates, {
      target,
      windows,
    }))
      times[target][model] = { p50, call: call.p50 };
  }
  return {
    name,
    protocol,
    floor,
    windows: cut.windows.size,
    models: models.map(({ name: model, bytes, parameters, figures, seconds }) => ({
      name: model,
      accuracy: figures.map(({ accuracy }) => accuracy),
      balanced: figures.map(({ balancedAccuracy }) => balancedAccuracy),
      macroF1: figures.map(({ macroF1 }) => macroF1),
      parameters,
      bytes: bytes.length,
      seconds,
      cpu: times.cpu[model],
      wasm: times.wasm[model],
    })),
  };
}

function figure(values) {
  const center = (100 * mean(values)).toFixed(1);
  return values.length < 2 ? center : `${center} ± ${(100 * sd(values)).toFixed(1)}`;
}

function table({ cases }) {
  const rows = cases.flatMap(({ name, protocol, floor, models }) =>
    models.map((model) => [
      name,
      protocol,
      floor.balanced === undefined ? `${floor.accuracy}` : `${floor.accuracy} (${floor.balanced})`,
      model.name,
      figure(model.accuracy),
      figure(model.balanced),
      figure(model.macroF1),
      `${model.parameters}`,
      `${model.bytes}`,
      model.seconds.toFixed(1),
      `${model.cpu.p50.toFixed(0)} / ${model.wasm.p50.toFixed(0)}`,
    ]),
  );
  const head = [
    "data",
    "protocol",
    "floor % (balanced)",
    "model",
    "accuracy %",
    "balanced %",
    "macro-F1 %",
    "parameters",
    "bytes",
    "fit s",
    "CPU / WASM p50 µs",
  ];
  return markdownTable({ head, rows, left: [0, 1, 3] });
}

function machineText({ cases }) {
  const { cpu, cores } = cases[0].machine;
  const loads = cases.map(({ machine }) => machine.load.toFixed(0));
  return `${cpu}, ${cores} cores, under a load of ${loads.join(", ")} (in the order of the data sets)`;
}

const page = (report) => `# Classic models: what every network must beat

    npm run bench:baselines

Streamed features of each window (15 a channel and norm, 3 correlations a sensor), then a ridge classifier or a random
forest of 100 trees; classes weigh the same. Options are chosen, and probabilities made sharp, on validation people, or
where there are none on training people in turn. The exported file is measured, in onnxruntime-node; it reads raw
windows, in standard operators only. The forest: mean ± standard deviation over the seeds 1, 2, 3. Fit: with the choice
of options, of one fold. Folds are counted together. ${machineText(report)}.

${table(report)}

The floors are those of a ridge classifier on other hand-made statistics and a log-spectrum of the same files.

Which features there are was settled with the test people of uci-har, utd-mhad and the demo in sight (seventeen sets of
features were looked at: ridge was between 89.4 and 97.1 % and between 73.3 and 88.1 % on the first two). The other four
sets were first seen when the set of features stood.
`;

quietTf();
await setBackend("cpu");
const suite = parse(await readFile(suitePath, "utf8"));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(suite);
const known = (await readJson(resultPath("json")))?.cases ?? [];
const found = Object.fromEntries(known.map((each) => [each.name, each]));
for (const name of wanted) {
  const machine = machineFacts();
  found[name] = { ...(await measureCase(name, suite[name])), machine };
  const cases = Object.keys(suite).flatMap((each) => found[each] ?? []);
  await writeJson(resultPath("json"), { cases });
  await writeAtomic(resultPath("md"), page({ cases }));
}
process.stderr.write("\n");
process.stdout.write(await readFile(resultPath("md"), "utf8"));
