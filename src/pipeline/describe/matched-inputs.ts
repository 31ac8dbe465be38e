/** @file Which of the model's inputs each input of a description is. */
import { UserError } from "#core/errors";
import type { Graph, Value } from "#graph/graph";
import type { InputWords, ModelDescription } from "./description-schema.ts";

/** A model, what is said of it, and where both come from, for sentences. */
export interface SaidOfModel {
  readonly graph: Graph;
  readonly path: string;
  readonly description: ModelDescription;
  readonly file: string;
}

export interface MatchedInput {
  /** As the description calls it. */
  readonly name: string;
  readonly words: InputWords;
  readonly input: Value;
}

/** In the order of the model's inputs. Throws a {@link UserError} unless each is described once. */
export function matchedInputs({ graph, path, description, file }: SaidOfModel): MatchedInput[] {
  const said = Object.entries(description.inputs);
  const only = said.length === 1 && graph.inputs.length === 1;
  const tensorOf = ([name, { tensor }]: (typeof said)[number]) =>
    tensor ?? (only ? graph.inputs[0]!.name : name);
  const its = `the inputs of ${path}: ${graph.inputs.map(({ name }) => `"${name}"`).join(", ")}`;
  const help = `describe each once under \`inputs\`, and say with \`tensor\` what the model calls it; ${its}`;
  const stray = said.find((each) => !graph.inputs.some(({ name }) => name === tensorOf(each)));
  if (stray) {
    throw new UserError(
      `${file}: inputs.${stray[0]} means the input "${tensorOf(stray)}", which ${path} does not have`,
      help,
    );
  }
  return graph.inputs.map((input) => {
    const [match, twin] = said.filter((each) => tensorOf(each) === input.name);
    if (match && !twin) return { name: match[0], words: match[1], input };
    const problem = match
      ? `inputs.${match[0]} and inputs.${twin![0]} both mean the input "${input.name}"`
      : `nothing under inputs means the input "${input.name}"`;
    throw new UserError(`${file}: ${problem} of ${path}`, help);
  });
}
