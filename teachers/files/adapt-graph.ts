/** @file A file's graph made to read the run's windows and to give logits in the order of the run's classes. */
import { UserError } from "#core/errors";
import type { InputShape, TrainedTask } from "#core/network";
import type { Graph, Value } from "#graph/graph";
import { adaptInput } from "./adapt-input.ts";
import { affineFor, type FileOptions } from "./file-options.ts";

/**
 * before:  input ─ … ─ output
 * after:   window [batch, time, channel] ─ (Mul ─ Add) ─ (Transpose) ─ (Reshape) ─ … ─ output ─ (Log) ─ (Gather) ─ logits
 *
 * Outputs are `logits` and the taps, in that order.
 */
export function adaptGraph(graph: Graph, task: TrainedTask, options: FileOptions): void {
  const { path, logits, taps } = options;
  const given = [...graph.inputs];
  if (given.length !== task.inputs.length) {
    const names = given.map(({ name }) => `"${name}"`).join(", ");
    throw new UserError(
      `${path}: expected ${given.length} modalities for its inputs ${names}, got ${task.inputs.length}`,
      "list one modality for each under `inputs`, in its order",
    );
  }
  const chosen = [logits, ...Object.values(taps)].map((name) => valueNamed(graph, name, path));
  for (const [i, input] of given.entries())
    adaptModality(graph, input, task.inputs[i]!, task, options);
  const results = [inClasses(graph, chosen[0]!, task.classes, options), ...chosen.slice(1)];
  graph.outputs.length = 0;
  for (const [i, name] of ["logits", ...Object.keys(taps)].entries()) {
    graph.outputs.push(graph.add("Identity", [results[i]], results[i]!.shape, { name }));
  }
  graph.prune();
}

/** The value of that name, or the first output of the node of that name; "": the first output. */
function valueNamed(graph: Graph, name: string, path: string): Value {
  if (name === "") return graph.outputs[0]!;
  const values = [...graph.outputs, ...graph.nodes.flatMap(({ outputs }) => outputs)];
  const node = graph.nodes.find((each) => each.name === name);
  const found = values.find((value) => value.name === name) ?? node?.outputs[0];
  if (found) return found;
  const outputs = graph.outputs.map((output) => output.name).join(", ");
  throw new UserError(
    `${path} has no value or node "${name}"`,
    `its outputs are ${outputs}; a viewer such as Netron shows the names inside`,
  );
}

function adaptModality(
  graph: Graph,
  input: Value,
  shape: InputShape,
  { normalization }: TrainedTask,
  options: FileOptions,
): void {
  const { modality, length, channels } = shape;
  requireChannels(options, shape);
  const affine = affineFor(options, modality, normalization);
  const window = graph.input(`window_${modality}`, "float32", ["batch", length, channels]);
  adaptInput(graph, input, window, { ...options, affine });
}

/** Logits of the run's classes. */
function inClasses(
  graph: Graph,
  output: Value,
  wanted: readonly string[],
  { classes, probabilities, path }: FileOptions,
): Value {
  let x = output;
  if (probabilities) {
    const floor = graph.constant(Float32Array.of(1e-7), []);
    x = graph.add("Log", [graph.add("Max", [x, floor], x.shape)], x.shape);
  }
  if (classes.length === 0) return x;
  const places = wanted.map((name) => classes.indexOf(name));
  const missing = wanted.filter((_, i) => places[i]! < 0);
  if (missing.length > 0) {
    throw new UserError(
      `${path}: its classes lack ${missing.join(", ")}`,
      `name them all under \`classes\`, by the run's names: ${wanted.join(", ")}`,
    );
  }
  const indices = graph.constant(BigInt64Array.from(places, BigInt), [places.length], "int64");
  return graph.add("Gather", [x, indices], ["batch", places.length], { attributes: { axis: 1 } });
}

/** A normalisation of its own must fit the channels. */
function requireChannels(
  { path, normalization }: FileOptions,
  { modality, channels }: InputShape,
): void {
  if (normalization === null || normalization === "none") return;
  const { mean = [], sd = [] } = normalization[modality] ?? {};
  if (mean.length === channels && sd.length === channels && sd.every((x) => x > 0)) return;
  throw new UserError(
    `${path}: expected mean and sd of the ${channels} channels of ${modality}, got ${mean.length} and ${sd.length}`,
    "give `normalization` one number for each channel (sd above 0), or leave it out",
  );
}
