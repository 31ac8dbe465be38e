/** @file Processing steps by name, one after the other, before windows are cut. */
import { UserError } from "#core/errors";
import { lookup, type Registry } from "#core/registry";
import type { ProcessingChoice, Signal, SignalFormat } from "#core/signal";
import * as steps from "./processing/entries.ts";
import type { ProcessingStep } from "./processing/step.ts";
import type { RowOperation } from "./row-operation.ts";

// Entries differ in their option types; choices come as plain data and were checked against the defaults.
const registry = steps as unknown as Registry<ProcessingStep>;

/** Steps with all of their options, as an application must repeat them. Throws a {@link UserError} for unknown names. */
export function completeSteps(
  choices: readonly Partial<ProcessingChoice>[],
): readonly ProcessingChoice[] {
  return choices.map(({ name = "", options = {} }) => {
    const step = lookup("processing step", registry, name);
    const complete = { ...step.options, ...options };
    return { name, options: complete, causal: step.causal(complete) };
  });
}

/** The signal after these steps, one after the other. */
export function processSignal(signal: Signal, choices: readonly ProcessingChoice[]): Signal {
  return choices.reduce(
    (current, { name, options }) =>
      lookup("processing step", registry, name).apply(current, options),
    signal,
  );
}

/** What becomes of rows that arrive one by one: operations that apps repeat, and what comes out. */
export interface LiveSteps {
  readonly channels: readonly string[];
  readonly unit: string;
  readonly operations: readonly RowOperation[];
}

/**
 * The steps of {@link processSignal} as they are done row by row, to the bit. Throws a {@link UserError} for steps that
 * look ahead.
 */
export function liveSteps(
  who: string,
  format: SignalFormat,
  choices: readonly ProcessingChoice[],
): LiveSteps {
  const operations: RowOperation[] = [];
  let current = format;
  for (const { name, options } of choices) {
    const step = lookup("processing step", registry, name);
    if (!step.live || !step.causal(options)) refuseAhead(who, step);
    const { operation, ...next } = step.live(current, options);
    current = { ...current, ...next };
    operations.push(operation);
  }
  return { channels: current.channels, unit: current.unit, operations };
}

function refuseAhead(who: string, { name, instead }: ProcessingStep): never {
  throw new UserError(
    `${who} was processed by ${name} in a form that looks ahead, which no stream can do`,
    instead,
  );
}
