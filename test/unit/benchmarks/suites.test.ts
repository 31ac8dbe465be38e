import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { noFiles } from "#sensors/files";
import { loadConfig } from "#src/pipeline/load-config";
import { datasetNamed, knownEntries } from "#src/pipeline/registries";

const folder = join("benchmarks", "suites");
/** Plans of other measurements than trainings. */
const plans = ["baselines.yaml", "quantize.yaml"];
const suites = readdirSync(folder).filter((file) => !plans.includes(file));

test.each(suites)(
  "%s is a valid run of its name, on modalities that its data set has",
  async (file) => {
    const { name, data, student } = await loadConfig(join(folder, file), knownEntries);
    expect(name).toBe(basename(file, ".yaml"));
    const dataset = datasetNamed(data.dataset);
    const options = { ...dataset.options, ...data.options };
    const { modalities } =
      "positions" in options ? await dataset.facts!(noFiles, options) : dataset;
    const known = Object.keys(modalities!);
    for (const [modality, { from = [modality] }] of Object.entries(data.modalities))
      for (const each of from) expect(known).toContain(each);
    for (const input of student.inputs) expect(Object.keys(data.modalities)).toContain(input);
  },
);
