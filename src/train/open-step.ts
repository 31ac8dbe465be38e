/** @file Recorded steps and forward passes as files: packed where tf.js is, opened where it is not. */

import { UserError } from "#core/errors";
import { unpack } from "#core/pack";
import type { Random } from "#core/random";
import { createSession as platformSession } from "#runtime/ort";
import type { CreateSession } from "#runtime/session";
import type { CompiledForward, CompiledStep, TrainingState, Weights } from "./engine.ts";
import { RecordedForward } from "./engines/recorded-forward.ts";
import { RecordedStep, type StepFeeding } from "./engines/recorded-step.ts";

/** What `packStep` writes. */
export interface StepFile extends StepFeeding {
  /** The step as an ONNX file. */
  readonly model: Uint8Array;
}

export interface OpenOptions {
  /** What error messages call the file. */
  readonly name?: string;
  /** Threads inside an operator; in a page that is not cross-origin isolated there is one. Default 1. */
  readonly threads?: number;
  /** Default: onnxruntime-web in browsers, onnxruntime-node elsewhere. */
  readonly createSession?: CreateSession;
}

/**
 * A training step from the text that `packStep` wrote, at the state it was packed with. Dropout draws from `random`.
 *
 * @throws UserError where the text is not whole or onnxruntime cannot run it.
 */
export async function openStep(
  text: string,
  { random, ...options }: OpenOptions & { readonly random: Random },
): Promise<CompiledStep> {
  const { model, ...feeding } = unpack<StepFile>(text, options.name ?? "the step");
  return new RecordedStep(await open(model, options), feeding, random);
}

/** The forward pass that belongs to a step, from the file that `packForward` wrote. */
export async function openForward(
  model: Uint8Array,
  options: OpenOptions = {},
): Promise<CompiledForward> {
  return new RecordedForward(await open(model, options));
}

/**
 * The weights of a group of networks, as a forward pass takes them: of the group named, or of the only one.
 *
 * @throws UserError where the state has no such group.
 */
export function groupWeights({ arrays }: TrainingState, group?: string): Weights {
  const prefix = group === undefined ? "" : `${group}/`;
  const parameters = arrays[`${prefix}parameters`];
  if (!parameters)
    throw new UserError(
      `the state has no "${prefix}parameters"`,
      `name a group of the step; arrays: ${Object.keys(arrays).join(", ")}`,
    );
  return { parameters, statistics: arrays[`${prefix}statistics`] ?? new Float32Array(0) };
}

function open(model: Uint8Array, { name, threads = 1, createSession }: OpenOptions) {
  const create = createSession ?? platformSession;
  return create(model, { threads, ...(name !== undefined && { name }) });
}
