import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { loadConfig } from "#src/pipeline/load-config";
import { datasetNamed, knownEntries } from "#src/pipeline/registries";

const folder = join("benchmarks", "suites");
const suites = readdirSync(folder).filter((file) => file !== "baselines.yaml");

test.each(suites)(
  "%s is a valid run of its name, on modalities that its data set has",
  async (file) => {
    const { name, data, student } = await loadConfig(join(folder, file), knownEntries);
    expect(name).toBe(basename(file, ".yaml"));
    const known = Object.keys(datasetNamed(data.dataset).modalities);
    for (const [modality, { from = [modality] }] of Object.entries(data.modalities))
      for (const each of from) expect(known).toContain(each);
    for (const input of student.inputs) expect(Object.keys(data.modalities)).toContain(input);
  },
);
