/** Every registry: names that can be found, and a help for those that can't. */
import { describe, expect, test } from "vitest";
import * as augmentations from "#augmentations/entries";
import * as disturbances from "#benchmarks/disturbances/entries";
import * as places from "#benchmarks/harness/targets/index";
import * as baselines from "#classic/entries";
import { classicTeachers } from "#classic/teachers";
import { type Entry, lookup, type Registry } from "#core/registry";
import * as methods from "#distill/methods";
import * as datasets from "#sensors/datasets/entries";
import * as apps from "#src/pipeline/app/kinds/entries";
import { datasetNamed, knownEntries, methodNamed, networkNamed } from "#src/pipeline/registries";
import * as smoothings from "#stream/smoothing/entries";
import * as students from "#students/entries";
import * as teachers from "#teachers/entries";
import * as optimizers from "#train/optimizers";
import * as schedules from "#train/schedules";

const registries: readonly (readonly [string, Registry<Entry>])[] = Object.entries({
  apps,
  augmentations,
  baselines,
  datasets,
  disturbances,
  methods,
  optimizers,
  places,
  schedules,
  smoothings,
  students,
  teachers,
} as never as Record<string, Registry<Entry>>);

describe.each(registries)("%s", (kind, registry) => {
  const entries = Object.values(registry);

  test("every entry has a name of its own, in kebab-case, a source and one line of summary", () => {
    expect(entries.length).toBeGreaterThan(0);
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
    for (const { name, source, summary } of entries) {
      expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(source.trim().length, name).toBeGreaterThan(0);
      expect(summary, name).toMatch(/^[^\n]{5,110}[^.\n]$/);
    }
  });

  test.each(Object.entries(registry))(
    "%s is found by its name, and guessed where it is misspelt",
    (_, entry) => {
      expect(lookup(kind, registry, entry.name)).toBe(entry);
      expect(() => lookup(kind, registry, `${entry.name}x`)).toThrow(
        `did you mean "${entry.name}"?`,
      );
    },
  );

  test("a name far from all lists them", () => {
    const names = entries.map(({ name }) => name).sort();
    expect(() => lookup(kind, registry, "qqqqqqqqqqqqqqqqqqqq")).toThrow(
      `known: ${names.join(", ")}`,
    );
  });
});

describe("names in configurations", () => {
  test("reach every entry", () => {
    for (const { name } of knownEntries.networks!) expect(networkNamed(name).name).toBe(name);
    for (const { name } of knownEntries.methods!) expect(methodNamed(name).name).toBe(name);
    for (const { name } of knownEntries.datasets!) expect(datasetNamed(name).name).toBe(name);
    const networks = [teachers, classicTeachers, students].flatMap((each) => Object.values(each));
    expect(knownEntries.networks!.length).toBe(networks.length);
    expect(knownEntries.augmentations!.length).toBe(Object.keys(augmentations).length);
  });

  test("a network's name is one among teachers and students together", () => {
    const names = knownEntries.networks!.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([
    [() => networkNamed("wrn1"), 'unknown network "wrn1"'],
    [() => methodNamed("kds"), 'unknown method "kds"'],
    [() => datasetNamed("dema"), 'unknown data set "dema"'],
  ])("%s", (find, message) => {
    expect(find).toThrow(message);
  });
});
