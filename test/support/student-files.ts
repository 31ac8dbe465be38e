/** @file Every student of the registry as an exported file, and that in every form of every scheme. */
import type { Network, NetworkEntry } from "#core/network";
import type { ExportedModel } from "#export/export-onnx";
import type { Scheme } from "#export/quantize/scheme";
import * as schemes from "#export/quantize/schemes";
import type { Graph } from "#graph/graph";
import * as students from "#students/entries";
import { acceleration, builtNetwork, exportedModel } from "./exported.ts";

export interface StudentFile {
  readonly name: string;
  readonly network: Network;
  readonly model: ExportedModel;
}

/** Brain waves at 8 electrodes. */
const electrodes = { modality: "eeg", length: 128, channels: 8 };

export function studentFiles(): readonly StudentFile[] {
  return Object.values<NetworkEntry>(students as never).map((entry) => {
    const reads = entry.modalities;
    const eeg = reads !== "any" && reads.includes("eeg") && !reads.includes("acc");
    const network = builtNetwork(entry, {}, [eeg ? electrodes : acceleration]);
    return { name: entry.name, network, model: exportedModel(network) };
  });
}

export interface SmallForm {
  readonly name: string;
  readonly network: Network;
  readonly graph: Graph;
}

/** In every form of every scheme. */
export function smallForms(files: readonly StudentFile[]): readonly SmallForm[] {
  return files.flatMap(({ name, network, model: { graph } }) =>
    Object.values<Scheme>(schemes).flatMap((scheme) =>
      scheme.forms.map((form) => ({
        name: `${name} ${scheme.name} ${form.name}`,
        network,
        graph: form.build({ graph, ranges: wide, weightBits: 8, keep: new Set() }).graph,
      })),
    ),
  );
}

/** Any value between −8 and 8. */
const wide = { get: () => ({ low: -8, high: 8 }) } as never;
