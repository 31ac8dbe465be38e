// Measures text readers beside pandas and NumPy and writes benchmarks/results/parsing.{md,json}.
//   npm run bench:parsing -- [folder with UCI HAR and WISDM 2019] [--quick]   a quick run is printed only
// pandas is that of WRISTILL_PYTHON or python3 (`pip install pandas`).
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const path = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean" } },
});
const { benchmarkParsing } = await built("benchmarks/parsing");
const { parsingTable } = await built("benchmarks/parsing-table");
const { madeTexts, realTexts } = await built("benchmarks/parsing-texts");
const { writeAtomic, writeJson } = await built("src/core/files");

const [data] = positionals;
const folder = await mkdtemp(join(tmpdir(), "wristill-parsing-"));
try {
  const report = await benchmarkParsing({
    ...{ folder, write: writeFile, script: path("benchmarks/peers/parsing.py") },
    ...{
      texts: data ? await realTexts(data) : madeTexts(),
      rounds: values.quick ? 3 : 15,
      seed: 1,
    },
    onProgress: ({ done, total }) => process.stderr.write(`\rround ${done} of ${total} `),
  });
  const streams = [[], ["packed"]].map((kind) =>
    JSON.parse(
      execFileSync(
        process.execPath,
        [path("scripts/parsing-memory.mjs"), values.quick ? "50" : "1000", ...kind],
        {
          encoding: "utf8",
        },
      ),
    ),
  );
  const source = data ? "Files of the two data sets." : "Texts made after the two data sets.";
  const table = parsingTable(report, streams, source);
  process.stderr.write("\n");
  process.stdout.write(table);
  if (!values.quick) {
    await writeAtomic(path("benchmarks/results/parsing.md"), table);
    await writeJson(path("benchmarks/results/parsing.json"), { ...report, streams });
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
