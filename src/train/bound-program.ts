/** @file A program bound to its networks: names, sizes and initial values of the arrays that make up its state. */
import type { LayersModel, Variable } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { sizeOf } from "#core/signal";
import type { TrainingState } from "./engine.ts";
import { isReserved, reservedNames } from "./names.ts";
import type { Group, StepProgram } from "./program.ts";
import { type AnyStep, asProgram } from "./step.ts";
import { type ModelWeights, weightsOf } from "./weights.ts";

/** A group, its weights, and what its arrays are called. */
export interface BoundGroup extends ModelWeights {
  readonly group: Group;
  readonly names: {
    readonly parameters: string;
    readonly statistics: string;
    readonly slots: readonly string[];
  };
}

export interface BoundProgram {
  readonly program: StepProgram;
  readonly groups: Readonly<Record<string, BoundGroup>>;
}

/**
 * Look up the weights of all groups. Arrays are called `parameters`, `statistics` and like the optimizer's slots;
 * where there are several groups, `group/parameters` and so on; memories have their own names.
 *
 * @throws UserError where two things have one name, or a weight is in two groups.
 */
export function bindProgram(step: AnyStep): BoundProgram {
  const program = asProgram(step);
  const entries = Object.entries(program.groups);
  const groups = entries.map(([name, group]) => {
    const prefix = entries.length === 1 ? "" : `${name}/`;
    const slots = group.optimizer?.entry.slots ?? [];
    const names = {
      parameters: `${prefix}parameters`,
      statistics: `${prefix}statistics`,
      slots: slots.map((slot) => `${prefix}${slot}`),
    };
    return [name, { ...weightsOf(group.models), group, names }] as const;
  });
  const bound = { program, groups: Object.fromEntries(groups) };
  requireOwnNames(bound);
  requireOwnWeights(bound);
  return bound;
}

/** Before the first step: the models' present weights, empty slots, memories as declared. */
export function initialState({ program, groups }: BoundProgram): TrainingState {
  const arrays: Record<string, Float32Array> = {};
  for (const { parameters, statistics, names } of Object.values(groups)) {
    arrays[names.parameters] = parameters.read();
    if (statistics.size > 0) arrays[names.statistics] = statistics.read();
    for (const slot of names.slots) arrays[slot] = new Float32Array(parameters.size);
  }
  for (const [name, { data }] of Object.entries(program.memory ?? {})) arrays[name] = data.slice();
  return { step: 0, arrays };
}

/** All variables a step assigns to. */
export function variablesOf({ groups }: BoundProgram): Variable[] {
  return Object.values(groups).flatMap(({ parameters, statistics }) => [
    ...parameters.variables,
    ...statistics.variables,
  ]);
}

/** All models of all groups. */
export function modelsOf({ groups }: BoundProgram): LayersModel[] {
  return Object.values(groups).flatMap(({ group }) => [...group.models]);
}

function requireOwnNames({ program, groups }: BoundProgram): void {
  const { name, inputs, memory = {} } = program;
  const arrays = Object.values(groups).flatMap(({ names }) => [
    names.parameters,
    names.statistics,
    ...names.slots,
  ]);
  const all = [...arrays, ...Object.keys(memory), ...Object.keys(inputs)];
  const twice = all.find((each, i) => all.indexOf(each) < i || isReserved(each));
  if (twice !== undefined) {
    throw new UserError(
      `the step "${name}" has two things called "${twice}"`,
      `inputs and memories need names of their own, other than ${[reservedNames, ...arrays].join(", ")}`,
    );
  }
  for (const [key, { data, shape }] of Object.entries(memory)) {
    if (data.length === sizeOf(shape)) continue;
    throw new UserError(
      `the memory "${key}" of the step "${name}" starts with ${data.length} numbers for a shape of [${shape}]`,
      "hand in as many initial values as the shape holds",
    );
  }
}

function requireOwnWeights({ program, groups }: BoundProgram): void {
  const owners = new Map<Variable, string>();
  for (const [name, { parameters, statistics }] of Object.entries(groups)) {
    for (const variable of [...parameters.variables, ...statistics.variables]) {
      const owner = owners.get(variable);
      if (owner !== undefined) {
        throw new UserError(
          `the step "${program.name}" has the weight "${variable.name}" in its groups "${owner}" and "${name}"`,
          "a network belongs to one group",
        );
      }
      owners.set(variable, name);
    }
  }
}
