/** @file What becomes of rows of all sensors before windows are cut, as one chain. */
import { UserError } from "#core/errors";
import type { ModelMetadata } from "#export/metadata";
import { kernelOf } from "#sensors/polyphase";
import { outputsOf, type RowChain } from "#sensors/row-chain";
import { chainOf, rowFormat } from "#stream/row-format";

/** A chain for rows of one rate, Hz. */
export interface AppProcessing extends RowChain {
  readonly sampleRate: number;
  /** For code that cannot make it by itself. */
  readonly kernel?: RateKernel;
}

/** Weights that another rate is made by: a row for each of `up` places between two rows. */
export interface RateKernel {
  /** Rows before a place that count, and one less than those behind it. */
  readonly reach: number;
  readonly weights: readonly (readonly number[])[];
}

/** More are no small part of a manifest. */
const mostPhases = 64;

/** The kernel of a change of rate; `undefined` for rates without a small common ratio. */
export function kernelRows(ratio: RowChain["ratio"]): RateKernel | undefined {
  if (!Number.isInteger(ratio.down) || ratio.up > mostPhases) return undefined;
  const { reach, taps, weights, ready } = kernelOf(ratio);
  const rows = Array.from({ length: ratio.up }, (_, phase) => {
    ready(phase);
    return [...weights.subarray(phase * taps, (phase + 1) * taps)];
  });
  return { reach, weights: rows };
}

/** `undefined` where sensors are read as they are. Throws a {@link UserError} for what no app can do row by row. */
export function appProcessing(inputs: ModelMetadata["inputs"]): AppProcessing | undefined {
  const chains = Object.entries(inputs).map(([name, input]) => ({
    name,
    chain: chainOf(`export --app: ${name}`, input),
    format: rowFormat(input),
    width: input.channels.length,
  }));
  if (chains.every(({ chain }) => !chain)) return undefined;
  const [first, ...others] = chains as [(typeof chains)[0], ...typeof chains];
  for (const { name, format } of others) {
    if (format.sampleRate === first.format.sampleRate) continue;
    throw new UserError(
      `export --app: ${first.name} is processed at ${first.format.sampleRate} Hz, ${name} comes at ${format.sampleRate} Hz`,
      "apps read all sensors at one rate; train on inputs that share theirs",
    );
  }
  let places: readonly number[] = [];
  let before = 0; // columns that earlier inputs make, those that are not kept among them
  for (const { chain, width } of chains) {
    const own = chain?.places ?? [...Array(width).keys()];
    places = [...places, ...own.map((place) => before + place)];
    before += chain ? madeBy(chain) : width;
  }
  return {
    sampleRate: first.format.sampleRate,
    parts: chains.flatMap(({ chain, width }) => chain?.parts ?? [{ width, operations: [] }]),
    places,
    ratio: chains.find(({ chain }) => chain)!.chain!.ratio,
  };
}

/** Columns that come out of all parts of a chain. */
function madeBy({ parts }: RowChain): number {
  return parts.reduce((sum, part) => sum + outputsOf(part), 0);
}
