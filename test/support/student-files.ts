/** @file Every student of the registry as an exported file, small. */
import type { Network, NetworkEntry } from "#core/network";
import type { ExportedModel } from "#export/export-onnx";
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
