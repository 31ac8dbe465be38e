/** @file What a model says of its windows, held against its inputs: whoever feeds it believes these words. */
import { UserError } from "#core/errors";
import { type Dim, type Graph, unknownShape } from "#graph/graph";
import { largestValue } from "#graph/size-problems";
import {
  howToDescribe,
  type InputDescription,
  type ModelMetadata,
  readMetadata,
} from "./metadata.ts";

/** {@link readMetadata}; throws a {@link UserError} where the inputs of the graph are others than those described. */
export function readDescription(graph: Graph): ModelMetadata | undefined {
  const metadata = readMetadata(graph);
  if (!metadata) return undefined;
  const { labels, inputs } = metadata;
  if (!isListOfNames(labels)) refuse(graph, "its labels are no list of names");
  for (const { name, shape } of graph.inputs) {
    const described = inputs[name];
    if (!described) refuse(graph, `its input "${name}" is not described`);
    if (!isWindow(described)) refuse(graph, `the description of its input "${name}" is no window`);
    const size = [described.length, described.channels.length];
    if (isOf(shape, size)) continue;
    refuse(
      graph,
      `it describes its input "${name}" as ${size.join(" × ")}, which is [${shape.join(", ")}]`,
    );
  }
  const names = graph.inputs.map(({ name }) => name);
  const other = Object.keys(inputs).find((name) => !names.includes(name));
  if (other !== undefined) refuse(graph, `it describes "${other}", which is none of its inputs`);
  return metadata;
}

function isListOfNames(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0 && list.every((each) => typeof each === "string");
}

function isWindow({ length, channels, sampleRate, unit }: InputDescription): boolean {
  const sized = Number.isInteger(length) && length > 0 && isListOfNames(channels);
  const clocked = Number.isFinite(sampleRate) && sampleRate > 0 && typeof unit === "string";
  return sized && clocked && length * channels.length <= largestValue;
}

/** `[batch, time, channel]`; what the file leaves open may be anything. */
function isOf(shape: readonly Dim[], size: readonly number[]): boolean {
  if (shape === unknownShape) return true;
  const fits = size.every((each, i) => typeof shape[i + 1] !== "number" || shape[i + 1] === each);
  return shape.length === 3 && fits;
}

function refuse({ name }: Graph, why: string): never {
  throw new UserError(`model ${name}: ${why}`, howToDescribe);
}
