/** @file Several trained networks as one teacher. */
import { createHash } from "node:crypto";
import { layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { defineTrained, type Network, type TrainedEntry } from "#core/network";
import { windowOf } from "#record/layers/windows";
import { type FileOptions, fileDefaults } from "./files/file-options.ts";
import { onnxFile } from "./onnx-file.ts";

export interface EnsembleOptions extends Omit<FileOptions, "path"> {
  /** ONNX files of one kind, such as one network trained with several seeds. The other options hold for each. */
  readonly files: readonly string[];
}

const { path: _, ...others } = fileDefaults;
const defaults: EnsembleOptions = { files: [], ...others };

/** Logits are the mean of the members' logits, features those of all members side by side. */
export const ensemble: TrainedEntry<EnsembleOptions> = defineTrained({
  name: "ensemble",
  summary: "the mean of several ONNX files, such as one network with several seeds",
  source:
    "Lakshminarayanan, Pritzel, Blundell 2017, arXiv:1612.01474, with logits for probabilities",
  modalities: "any",
  options: defaults,
  paths: ["files"],
  async open(task, { files, ...options }) {
    if (files.length < 2) {
      throw new UserError(
        `ensemble: expected the paths of two or more files, got ${files.length}`,
        "set `options: { files: [first.onnx, second.onnx] }`",
      );
    }
    const members: Network[] = [];
    for (const path of files) members.push(await onnxFile.open(task, { ...options, path }));
    const windows = task.inputs.map(windowOf);
    const outputs = members.map((member, i) => outputsOf(member, windows, `member${i + 1}`));
    const logits = layers.average({ name: "logits" }).apply(outputs.map(([z]) => z!));
    const joined = layers
      .concatenate({ name: "features" })
      .apply(outputs.map((all) => all.at(-1)!));
    const hash = createHash("sha256");
    for (const { pretrained } of members) hash.update(pretrained!);
    return {
      model: model({
        name: "ensemble",
        inputs: windows,
        outputs: [logits, joined] as SymbolicTensor[],
      }),
      taps: ["features"],
      inputs: task.inputs,
      pretrained: hash.digest("hex"),
    };
  },
});

/** A member's outputs on common windows; `name` tells it from the others. */
function outputsOf(
  { model: { inputs, outputs } }: Network,
  windows: readonly SymbolicTensor[],
  name: string,
): SymbolicTensor[] {
  return [model({ name, inputs, outputs }).apply([...windows])].flat() as SymbolicTensor[];
}
