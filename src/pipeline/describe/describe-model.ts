/** @file A model from elsewhere and what a person says of it → a file that says it itself, in the form that all here read. */
import { aboutFile } from "#core/about-file";
import { UserError } from "#core/errors";
import { sizeOf } from "#core/signal";
import type { FormatFacts } from "#export/formats/format";
import type { InputDescription } from "#export/metadata";
import { oneWindow } from "#export/one-window";
import { writeMetadata } from "#export/write-metadata";
import { encodeModel } from "#graph/protobuf";
import { readModel } from "#graph/read-model";
import { createSession } from "#runtime/ort";
import { adaptInput } from "#teachers/files/adapt-input";
import { exposeLogits } from "./expose-logits.ts";
import { giveName } from "./give-name.ts";
import { inputSignal } from "./input-signal.ts";
import { type MatchedInput, matchedInputs, type SaidOfModel } from "./matched-inputs.ts";
import { readDescription } from "./read-description.ts";
import { windowLayout } from "./window-layout.ts";

export interface DescribedModel {
  readonly bytes: Uint8Array;
  /** What was understood. */
  readonly facts: FormatFacts;
}

/**
 * before: input in the model's axes, units and scale ─ … ─ output
 * after:  acc [batch, time, channel] in g ─ (Mul ─ Add) ─ (Transpose) ─ (Reshape) ─ … ─ logits, with labels and inputs in
 *         the metadata
 *
 * What the file said of itself before is forgotten. Throws a {@link UserError} where model and description differ.
 *
 * @param path Where the model came from; `file`: the description.
 */
export async function describeModel(
  bytes: Uint8Array,
  path: string,
  file: string,
): Promise<DescribedModel> {
  const description = await readDescription(file);
  const graph = await aboutFile(path, () => readModel(bytes));
  const described = { graph, path, description, file };
  const inputs: Record<string, InputDescription> = {};
  const facts: Record<string, string> = {};
  const matches = matchedInputs(described);
  for (const match of matches) {
    const { input, fact } = await describeInput(described, match);
    inputs[match.name] = input;
    facts[match.name] = fact;
  }
  for (const [i, { name }] of matches.entries()) giveName(graph, graph.inputs[i]!, name);
  const logits = exposeLogits(graph, { wanted: description.logits, who: `${file}: logits` });
  graph.prune();
  await requireClasses(described, logits);
  const { classes: labels, temperature, provenance } = description;
  graph.metadata.delete("temperature");
  writeMetadata(graph, {
    labels,
    inputs,
    provenance,
    ...(temperature !== undefined && { temperature }),
  });
  facts.classes = `${labels.length}, of the output "${logits}"`;
  return { bytes: encodeModel(graph, { valueInfo: true }), facts };
}

async function describeInput(
  { graph, path, description, file }: SaidOfModel,
  { name, words, input }: MatchedInput,
): Promise<{ readonly input: InputDescription; readonly fact: string }> {
  const own = input.name;
  const who = `${file}: inputs.${name}`;
  const { signal, affine } = await aboutFile(who, () =>
    inputSignal(who, name, words, description.sampleRate),
  );
  const { channels, unit, sampleRate, processing = [] } = signal;
  const wanted = { channels, length: words.length };
  const found = windowLayout(input, { who, words: wanted, layout: description.layout });
  const { layout, batch, length } = found;
  const window = graph.input(name, "float32", [batch, length, channels.length]);
  await aboutFile(path, () => adaptInput(graph, input, window, { path, layout, affine }));
  const steps = processing.map((step) => `, after ${step.name}`).join("");
  return {
    input: { ...signal, length },
    fact: `${length} × ${channels.length} in ${unit} at ${sampleRate} Hz${steps}; the model's "${own}" (${layout})`,
  };
}

/** Runs one window of zeros, which also finds out whether the model takes such windows at all. */
async function requireClasses({ graph, path, description, file }: SaidOfModel, logits: string) {
  const { outputs } = await aboutFile(path, () => oneWindow(graph, createSession));
  const { shape } = outputs.find(({ name }) => name === "logits")!;
  const { classes } = description;
  if (sizeOf(shape as readonly number[]) === classes.length) return;
  throw new UserError(
    `${file}: classes has ${classes.length} (${classes.join(", ")}), and the output "${logits}" of ${path} is [${shape.join(", ")}] for one window`,
    "list its classes in the order of its numbers; `logits` names another output",
  );
}
