/** @file Processing steps by name, one after the other, before windows are cut. */
import { lookup, type Registry } from "#core/registry";
import type { ProcessingChoice, Signal } from "#core/signal";
import * as steps from "./processing/entries.ts";
import type { ProcessingStep } from "./processing/step.ts";

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
