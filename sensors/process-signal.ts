/** @file Processing steps by name, one after the other, before windows are cut. */
import { UserError } from "#core/errors";
import { lookup, type Registry } from "#core/registry";
import type { ProcessingChoice, Signal, SignalFormat } from "#core/signal";
import * as steps from "./processing/entries.ts";
import type { LiveStep, ProcessingStep } from "./processing/step.ts";

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

/**
 * The same on rows as they come: those of {@link processSignal}, to the bit, each as soon as it is there. Throws a
 * {@link UserError} for steps that look ahead.
 */
export function processRows(
  who: string,
  format: SignalFormat,
  choices: readonly ProcessingChoice[],
): LiveStep {
  const live: LiveStep[] = [];
  let current = format;
  for (const { name, options } of choices) {
    const step = lookup("processing step", registry, name);
    if (!step.live || !step.causal(options)) refuseAhead(who, step);
    const next = step.live(current, options);
    current = { ...current, channels: next.channels, unit: next.unit };
    live.push(next);
  }
  return oneAfterTheOther(format, current, live);
}

function oneAfterTheOther(
  { channels: first }: SignalFormat,
  { channels, unit }: SignalFormat,
  steps: readonly LiveStep[],
): LiveStep {
  const rows = [first, ...steps.map((step) => step.channels)].map(
    (names) => new Float32Array(names.length),
  );
  return {
    ...{ channels, unit },
    begin() {
      for (const step of steps) step.begin();
    },
    next(row, out) {
      rows[0]!.set(row);
      for (let s = 0; s < steps.length; s++) steps[s]!.next(rows[s]!, rows[s + 1]!);
      out.set(rows.at(-1)!);
    },
  };
}

function refuseAhead(who: string, { name, instead }: ProcessingStep): never {
  throw new UserError(
    `${who} was processed by ${name} in a form that looks ahead, which no stream can do`,
    instead,
  );
}
