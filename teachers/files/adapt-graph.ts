/** @file A file's graph made to read the run's windows and to give logits in the order of the run's classes. */
import { UserError } from "#core/errors";
import type { InputShape, TrainedTask } from "#core/network";
import { type Dim, type Graph, unknownShape, type Value } from "#graph/graph";
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
    adaptInput(graph, input, task.inputs[i]!, task, options);
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

function adaptInput(
  graph: Graph,
  input: Value,
  shape: InputShape,
  { normalization }: TrainedTask,
  options: FileOptions,
): void {
  const { modality, length, channels } = shape;
  const window = graph.input(`window_${modality}`, "float32", ["batch", length, channels]);
  graph.inputs.splice(graph.inputs.indexOf(input), 1);
  requireChannels(options, shape);
  const affine = affineFor(options, modality, normalization);
  let x = window;
  if (affine) {
    x = graph.add("Mul", [x, graph.constant(affine.scale, [channels])], x.shape);
    x = graph.add("Add", [x, graph.constant(affine.offset, [channels])], x.shape);
  }
  const ready = inLayout(graph, x, options);
  requireShape(input, ready, options);
  graph.replace(input, ready);
}

/** Fixed sizes that the file states must be those of the windows; its batch may be any. */
function requireShape(input: Value, { shape }: Value, { path, layout }: FileOptions): void {
  if (input.dtype !== "float32") {
    throw new UserError(
      `${path}: its input "${input.name}" is of type ${input.dtype}`,
      "export it with float32 inputs",
    );
  }
  if (input.shape === unknownShape) return;
  const fits = (size: Dim, axis: number) =>
    axis === 0 || typeof size === "string" || size === shape[axis];
  if (input.shape.length === shape.length && input.shape.every(fits)) return;
  throw new UserError(
    `${path}: its input "${input.name}" is [${input.shape.join(", ")}], windows are [${shape.join(", ")}] in the layout ${layout}`,
    "set `layout` to the order of its axes, and `steps` and `channels` of the modality to its sizes",
  );
}

/** [batch, time, channel] → the file's axes. */
function inLayout(graph: Graph, x: Value, { layout, path }: FileOptions): Value {
  if (!/^n(1?(tc|ct)|(tc|ct)1)$/.test(layout)) {
    throw new UserError(
      `${path}: unknown layout "${layout}"`,
      "known: ntc, nct, n1tc, n1ct, ntc1, nct1",
    );
  }
  const [, time, channels] = x.shape as readonly [string, number, number];
  const flipped = layout.includes("ct");
  const turned = flipped
    ? graph.add("Transpose", [x], ["batch", channels, time], { attributes: { perm: [0, 2, 1] } })
    : x;
  if (!layout.includes("1")) return turned;
  const [a, b] = flipped ? [channels, time] : [time, channels];
  const sizes = layout.endsWith("1") ? [a, b, 1] : [1, a, b];
  const shape = graph.constant(BigInt64Array.from([-1, ...sizes], BigInt), [4], "int64");
  return graph.add("Reshape", [turned, shape], ["batch", ...sizes]);
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
