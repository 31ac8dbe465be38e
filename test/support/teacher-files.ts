/** @file Every teacher of the registry as an exported file, those around files among them. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnyNetworkEntry, Network, NetworkEntry } from "#core/network";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { ensemble } from "#teachers/ensemble";
import * as teachers from "#teachers/entries";
import { onnxFile } from "#teachers/onnx-file";
import { acceleration, builtNetwork, classes, exportedModel } from "./exported.ts";
import { inputsFor, smallOptions } from "./network-inputs.ts";

const task = { inputs: [acceleration], classes };
const { path: _, ...fileOptions } = onnxFile.options;

/** By name. `tfjs-file` is left out: what it opens is a tf.js model, whose file test/differential/tfjs-models holds. */
export const teacherNetworks: Readonly<Record<string, () => Network | Promise<Network>>> = {
  ...Object.fromEntries(
    Object.values(teachers as never as Readonly<Record<string, AnyNetworkEntry>>)
      .filter((entry): entry is NetworkEntry => "build" in entry)
      .map((entry) => [
        entry.name,
        () => builtNetwork(entry, smallOptions[entry.name] ?? {}, inputsFor(entry, 64)),
      ]),
  ),
  "onnx-file": () =>
    besideFiles(["a"], ([path]) => onnxFile.open(task, { ...onnxFile.options, path: path! })),
  ensemble: () =>
    besideFiles(["a", "b"], (files) => ensemble.open(task, { ...fileOptions, files })),
};

/** What is opened from exported students in a folder that is there meanwhile. */
async function besideFiles(
  names: readonly string[],
  open: (paths: readonly string[]) => Promise<Network>,
): Promise<Network> {
  const folder = await mkdtemp(join(tmpdir(), "wristill-"));
  const paths = names.map((name) => join(folder, `${name}.onnx`));
  for (const path of paths) await writeFile(path, exportedModel(builtNetwork(cnn1dTiny)).bytes);
  try {
    return await open(paths);
  } finally {
    await rm(folder, { recursive: true });
  }
}
