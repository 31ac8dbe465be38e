/** @file One step of a program in plain tf.js: what an eager engine calls each time, and the recorder once. */
import {
  add,
  clone,
  keep,
  mul,
  reshape,
  type Scalar,
  sub,
  type Tensor,
  type Variable,
  variableGrads,
  zerosLike,
} from "@tensorflow/tfjs";
import { messageOf, nearest, UserError } from "#core/errors";
import { type NoiseSource, withTrainingForms } from "#record/layers/training-forms";
import { type BoundGroup, type BoundProgram, modelsOf } from "./bound-program.ts";
import type { ProgramStep, Tensors } from "./program.ts";
import { type UpdateRates, type UpdateState, update } from "./update.ts";
import { flatten } from "./weights.ts";

/** What one step starts from. */
export interface StepStart {
  /** The arrays of the state as vectors, by name. */
  readonly state: Tensors;
  readonly inputs: Tensors;
  readonly learningRate: Scalar;
  /** 1 in the first step. */
  readonly number: Scalar;
  readonly noise: NoiseSource;
}

export interface StepEnd {
  /** The arrays that changed, as vectors. */
  readonly state: Tensors;
  readonly figures: Readonly<Record<string, Scalar>>;
  /** Tensors that outlive tf.js's tidying; an eager engine disposes of them. */
  readonly kept: readonly Tensor[];
}

/** Compute one step. Assigns to the models' variables; the caller lends or owns them. */
export function runProgram(bound: BoundProgram, start: StepStart): StepEnd {
  const run = new Run(bound, start);
  const figures = withTrainingForms(modelsOf(bound), start.noise, () => bound.program.run(run));
  return { figures, ...run.end() };
}

class Run implements ProgramStep {
  readonly inputs: Tensors;
  readonly learningRate: Scalar;
  readonly number: Scalar;
  readonly noise: NoiseSource;
  readonly #bound: BoundProgram;
  readonly #state: Record<string, Tensor>;
  readonly #changed: Set<string> = new Set();
  readonly #updates: Map<string, number> = new Map();
  readonly #kept: Tensor[] = [];
  #minimizing: string | undefined;

  constructor(bound: BoundProgram, { state, inputs, learningRate, number, noise }: StepStart) {
    this.#bound = bound;
    this.#state = { ...state };
    this.inputs = inputs;
    this.learningRate = learningRate;
    this.number = number;
    this.noise = noise;
    for (const { parameters, statistics, names } of Object.values(bound.groups)) {
      parameters.assign(state[names.parameters]!);
      if (statistics.size > 0) statistics.assign(state[names.statistics]!);
    }
  }

  readonly minimize = <Found extends Tensors & { readonly loss: Scalar }>(
    name: string,
    body: () => Found,
  ): Found => {
    this.#requireNothingOpen(`minimize "${name}"`);
    const bound = this.#named("group", this.#bound.groups, name);
    const { names, parameters } = bound;
    const found: Record<string, Tensor> = {};
    this.#minimizing = name;
    const { value, grads } = this.#gradients(name, parameters.variables, () => {
      const { loss, ...others } = body();
      for (const [key, tensor] of Object.entries(others)) found[key] = this.#keep(tensor);
      return loss;
    });
    this.#minimizing = undefined;
    const next = this.#update(name, bound, grads);
    this.#set(names.parameters, parameters.assign(next.parameters));
    for (const [i, slot] of names.slots.entries()) this.#set(slot, next.slots[i]!);
    return { loss: value, ...found } as Tensors as Found;
  };

  readonly parameters = (name: string): Tensor =>
    this.#state[this.#named("group", this.#bound.groups, name).names.parameters]!;

  readonly assign = (name: string, values: Tensor): void => {
    this.#requireNothingOpen(`assign "${name}"`);
    const { names, parameters } = this.#named("group", this.#bound.groups, name);
    this.#requireShape(`assign "${name}"`, values, [parameters.size]);
    this.#set(names.parameters, parameters.assign(values));
  };

  readonly read = (name: string): Tensor => {
    const { shape } = this.#named("memory", this.#bound.program.memory ?? {}, name);
    return reshape(this.#state[name]!, [...shape]);
  };

  readonly write = (name: string, value: Tensor): void => {
    const { shape } = this.#named("memory", this.#bound.program.memory ?? {}, name);
    this.#requireShape(`write "${name}"`, value, shape);
    this.#set(name, this.#keep(reshape(value, [value.size])));
  };

  /** What has changed. */
  end(): Omit<StepEnd, "figures"> {
    for (const [name, { group, names, statistics }] of Object.entries(this.#bound.groups)) {
      if (statistics.size > 0) this.#set(names.statistics, statistics.gather());
      const [done, { optimizer, updates = 1 }] = [this.#updates.get(name) ?? 0, group];
      if (!optimizer || done === updates) continue;
      throw this.#mistake(
        `minimizes the group "${name}" ${times(done)} where ${times(updates)} is declared`,
        `minimize it as often as its \`updates\` says (${updates})`,
      );
    }
    const state = [...this.#changed].map((name) => [name, this.#state[name]!] as const);
    return { state: Object.fromEntries(state), kept: this.#kept };
  }

  #gradients(name: string, variables: Variable[], loss: () => Scalar) {
    try {
      return variableGrads(loss, variables);
    } catch (error) {
      if (!messageOf(error).includes("Cannot find a connection")) throw error;
      throw this.#mistake(
        `minimizes the group "${name}" by a loss that does not depend on it`,
        "apply its networks inside the function handed to minimize",
      );
    }
  }

  #update(
    name: string,
    { group, names, parameters }: BoundGroup,
    grads: Readonly<Record<string, Tensor>>,
  ): UpdateState {
    const { optimizer, weightDecay = 0, clipNorm, learningRateFactor: factor = 1 } = group;
    if (!optimizer) {
      throw this.#mistake(`minimizes the group "${name}", which has no optimizer`, "give it one");
    }
    const gradient = flatten(parameters.variables.map((v) => grads[v.name] ?? zerosLike(v)));
    const slots = names.slots.map((slot) => this.#state[slot]!);
    const state = { parameters: this.#state[names.parameters]!, slots };
    const rates: UpdateRates = {
      learningRate: factor === 1 ? this.learningRate : mul(this.learningRate, factor),
      step: this.#countUpdate(name, group.updates ?? 1),
    };
    return update({ optimizer, weightDecay, clipNorm }, parameters, state, rates, gradient);
  }

  /** Number of this update since the first step. */
  #countUpdate(name: string, perStep: number): Scalar {
    const count = (this.#updates.get(name) ?? 0) + 1;
    this.#updates.set(name, count);
    return perStep === 1 ? this.number : add(mul(sub(this.number, 1), perStep), count);
  }

  #set(name: string, value: Tensor): void {
    this.#state[name] = value;
    this.#changed.add(name);
  }

  /** A copy that gradients do not flow through and that tidying spares. */
  #keep(tensor: Tensor): Tensor {
    const kept = keep(clone(tensor));
    this.#kept.push(kept);
    return kept;
  }

  #named<T>(kind: string, all: Readonly<Record<string, T>>, name: string): T {
    const found = all[name];
    if (found) return found;
    const guess = nearest(name, Object.keys(all));
    const known = Object.keys(all).join(", ") || "none";
    throw this.#mistake(
      `has no ${kind} "${name}"`,
      `${guess === undefined ? "" : `did you mean "${guess}"? `}known: ${known}`,
    );
  }

  #requireNothingOpen(what: string): void {
    if (this.#minimizing === undefined) return;
    throw this.#mistake(
      `calls ${what} inside minimize "${this.#minimizing}"`,
      "one after the other: what the inner one needs can be returned from the outer one",
    );
  }

  #requireShape(what: string, { shape }: Tensor, expected: readonly number[]): void {
    if (shape.join() === expected.join()) return;
    throw this.#mistake(
      `calls ${what} with a tensor of shape [${shape}]`,
      `the shape must be [${expected}]`,
    );
  }

  #mistake(what: string, help: string): UserError {
    return new UserError(`the step "${this.#bound.program.name}" ${what}`, help);
  }
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
