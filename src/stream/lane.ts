/** @file From rows of a sensor to the rows of one input of a model: its columns, its units, its processing, its rate. */
import { UserError } from "#core/errors";
import type { SignalFormat } from "#core/signal";
import type { InputDescription } from "#export/metadata";
import { unitConversion } from "#sensors/folder/units";
import { evenRatio } from "#sensors/polyphase";
import { openChain } from "#sensors/row-chain";
import { streamResample } from "#sensors/stream-resample";
import { streamStamped } from "#sensors/stream-stamped";
import { chainOf, rowFormat } from "./row-format.ts";
import { RowRing } from "./row-ring.ts";

export interface LaneOptions {
  /** Hz; of the rows that come. */
  readonly sampleRate: number;
  /** Whether stamps say when a row was measured, or rows are even. */
  readonly stamped: boolean;
  /** Place of the first channel in a row. */
  readonly offset: number;
  /** Units of the rows, one for all channels or one each; default: the model's. */
  readonly unit?: string | readonly string[] | undefined;
  /** s that other inputs may lag behind, and that one row may bridge. */
  readonly slack: number;
}

/** Rows of one input, and those that were pushed since the stream began anew. */
export interface Lane {
  readonly ring: RowRing;
  push(time: number, values: ArrayLike<number>): void;
  /** What filters hold back arrives; the next row begins anew. */
  end(): void;
}

export function openLane(name: string, input: InputDescription, options: LaneOptions): Lane {
  const { sampleRate, stamped, offset, unit, slack } = options;
  const format = rowFormat(input);
  const width = format.channels.length;
  const ring = new RowRing(
    input.length + 2 + Math.ceil(slack * input.sampleRate),
    input.channels.length,
  );
  const factors = factorsOf(name, format, unit);
  const row = new Float32Array(width);
  const take = (values: ArrayLike<number>) => {
    for (let c = 0; c < width; c++) row[c] = factors[c]! * values[offset + c]!;
  };
  const keep = (values: Float32Array) => ring.push(values);
  const chain = chainOf(`stream: ${name}`, input);
  const last = chain ? openChain(chain, keep) : { push: keep, end() {} };
  if (!stamped) {
    const ratio = evenRatio(format.sampleRate, sampleRate);
    const resampled = streamResample(ratio, width, last.push);
    return {
      ring,
      push(_, values) {
        take(values);
        resampled.push(row);
      },
      end() {
        resampled.end();
        last.end();
      },
    };
  }
  const finer = finerBy(format, sampleRate);
  const resampled = streamResample({ up: 1, down: finer }, width, last.push);
  const even = streamStamped(format.sampleRate * finer, width, resampled.push);
  return {
    ring,
    push(time, values) {
      take(values);
      even.push(time, row);
    },
    end() {
      even.end();
      resampled.end();
      last.end();
    },
  };
}

/** s from a row to the last one that its resampling needs, with room to spare. */
export function delayOf(input: InputDescription, sampleRate: number): number {
  const format = rowFormat(input);
  const again = input.processing ? 12 / Math.min(input.sampleRate, format.sampleRate) : 0;
  return 12 / Math.min(format.sampleRate, sampleRate) + again;
}

/** Stamps are read on a grid so many times finer, so that a fast sensor is filtered before its rate falls. */
function finerBy(format: SignalFormat, sampleRate: number): number {
  return Math.max(1, Math.ceil(sampleRate / format.sampleRate - 0.1)); // rates near one another count as equal
}

/** One per channel: from the unit of the rows to the model's. */
function factorsOf(
  name: string,
  { channels, unit }: SignalFormat,
  given: LaneOptions["unit"],
): readonly number[] {
  if (given === undefined || given === unit) return channels.map(() => 1);
  if (typeof given === "string" && unit.includes(", "))
    throw new UserError(
      `units of ${name}: "${given}" cannot be all of ${unit}`,
      `say one for each of its ${channels.length} channels, or hand in rows of the model's units`,
    );
  const units = typeof given === "string" ? channels.map(() => given) : given;
  if (units.length !== channels.length)
    throw new UserError(
      `units of ${name}: expected one, or ${channels.length} (${channels.join(", ")}); got ${units.length}`,
    );
  return units.map((each) => factorOf(name, each, unit));
}

/** @param unit The model's; of inputs joined from several signals, "g, rad/s". */
function factorOf(name: string, given: string, unit: string): number {
  const wanted = unit.split(", ");
  if (wanted.includes(given)) return 1;
  const conversion = unitConversion(given);
  if (conversion && wanted.includes(conversion.unit)) return conversion.factor;
  throw new UserError(
    `units of ${name}: the model reads ${unit}, which ${given} cannot be turned into`,
    "hand in rows of the model's unit",
  );
}
