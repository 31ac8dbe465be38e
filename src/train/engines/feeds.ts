/** @file Arrays on their way into and out of a session. */
import { UserError } from "#core/errors";
import type { HostTensor, HostTensors } from "#runtime/session";
import type { Arrays, Weights } from "#train/engine";

export function stateFeeds({ parameters, statistics }: Weights): HostTensors {
  return { parameters: vector(parameters), statistics: vector(statistics) };
}

export function vector(data: Float32Array): HostTensor {
  return { dtype: "float32", shape: [data.length], data };
}

export function number(x: number): HostTensor {
  return { dtype: "float32", shape: [], data: Float32Array.of(x) };
}

export function asTensors(inputs: Arrays): HostTensors {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, array]) => [name, { dtype: "float32" as const, ...array }]),
  );
}

export function arrays(tensors: HostTensors): Arrays {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { data, shape }]) => [
      name,
      { data: data as Float32Array, shape },
    ]),
  );
}

/**
 * Only what the graph reads: pruning may have dropped an input that has no effect.
 *
 * @throws UserError where one is missing.
 */
export function pick(feeds: HostTensors, names: readonly string[]): HostTensors {
  return Object.fromEntries(names.map((name) => [name, feeds[name] ?? notFed(name, feeds)]));
}

function notFed(name: string, feeds: HostTensors): never {
  const given = Object.keys(feeds).join(", ");
  throw new UserError(`the input "${name}" was not fed`, `it was given ${given}`);
}
