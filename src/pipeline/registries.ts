/** @file Every registry in one place, for names in configurations. */

import * as augmentations from "#augmentations/entries";
import type { Baseline } from "#classic/baseline";
import * as baselines from "#classic/entries";
import { classicTeachers } from "#classic/teachers";
import type { AnyNetworkEntry } from "#core/network";
import { lookup, type Registry } from "#core/registry";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import * as schemes from "#export/quantize/schemes";
import type { Dataset } from "#sensors/dataset";
import * as datasets from "#sensors/datasets/entries";
import * as processing from "#sensors/processing/entries";
import * as students from "#students/entries";
import * as teachers from "#teachers/entries";
import type { KnownEntries } from "./config-names.ts";

// Entries differ in their option types; a configuration hands options over as plain data, checked against defaults.
const networks = { ...teachers, ...classicTeachers, ...students };
const networkRegistry = networks as unknown as Registry<AnyNetworkEntry>;
const methodRegistry = methods as unknown as Registry<Method>;
const baselineRegistry = baselines as unknown as Registry<Baseline>;
const datasetRegistry = datasets as unknown as Registry<Dataset>;

export const baselineNamed = (name: string): Baseline =>
  lookup("classic model", baselineRegistry, name);
export const networkNamed = (name: string): AnyNetworkEntry =>
  lookup("network", networkRegistry, name);
export const methodNamed = (name: string): Method => lookup("method", methodRegistry, name);
export const datasetNamed = (name: string): Dataset => lookup("data set", datasetRegistry, name);

/** What the names in a configuration may be. */
export const knownEntries: KnownEntries = {
  datasets: Object.values(datasets),
  augmentations: Object.values(augmentations),
  processing: Object.values(processing),
  baselines: Object.values(baselines),
  networks: Object.values(networks),
  methods: Object.values(methods),
  schemes: [{ name: "auto" }, ...Object.values(schemes)],
};
