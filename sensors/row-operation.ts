/**
 * @file What processing steps are made of, as plain data: each turns a row of channels into another, knowing rows before
 * it at most. Streams run it, app bundles carry it (`processing` of manifest.json) and a copy of this file.
 */
import { movingStandard } from "./moving-standard.ts";
import { rowFilter, type Section } from "./row-filter.ts";

export type RowOperation =
  /** Channels of the row, by their places. */
  | { readonly kind: "pick"; readonly places: readonly number[] }
  | { readonly kind: "scale"; readonly factor: number }
  /** √(x² + y² + z²) of every three, behind the channels or in place of them. */
  | { readonly kind: "magnitude"; readonly append: boolean }
  /** The channels `from`, minus the mean of the channels `of`. */
  | {
      readonly kind: "subtract-mean";
      readonly from: readonly number[];
      readonly of: readonly number[];
    }
  /** The channels `from`, each minus its own weighted sum. */
  | {
      readonly kind: "subtract-weighted";
      readonly from: readonly number[];
      readonly of: readonly (readonly Weighted[])[];
    }
  /** Second-order sections, one after the other; they begin as if the first row had been there for ever. */
  | { readonly kind: "filter"; readonly sections: readonly Section[] }
  /** What passes the filter is gravity, the rest is the body; `both`: body first. */
  | {
      readonly kind: "gravity";
      readonly sections: readonly Section[];
      readonly keep: "body" | "gravity" | "both";
    }
  /** Every channel against its moving mean and deviation. */
  | { readonly kind: "standardise"; readonly factor: number; readonly floor: number };

interface Weighted {
  readonly place: number;
  readonly weight: number;
}

/** An operation with what it holds of the past. */
export interface OpenOperation {
  /** Channels that come out. */
  readonly width: number;
  /** The next row is the first one behind a gap. */
  begin(): void;
  /** Writes what becomes of the row; allocates nothing. */
  next(row: ArrayLike<number>, out: Float32Array): void;
}

/** @param width Channels that go in. */
export function openOperation(operation: RowOperation, width: number): OpenOperation {
  // Each kind is opened by its own function; TypeScript cannot see that the two belong together.
  const open = kinds[operation.kind] as (operation: RowOperation, width: number) => OpenOperation;
  return open(operation, width);
}

type Kind<Name extends RowOperation["kind"]> = (
  operation: Extract<RowOperation, { kind: Name }>,
  width: number,
) => OpenOperation;

const kinds: { readonly [Name in RowOperation["kind"]]: Kind<Name> } = {
  pick: ({ places }) =>
    perRow(places.length, (row, out) => {
      for (let c = 0; c < places.length; c++) out[c] = row[places[c]!]!;
    }),

  scale: ({ factor }, width) =>
    perRow(width, (row, out) => {
      for (let c = 0; c < width; c++) out[c] = factor * row[c]!;
    }),

  magnitude({ append }, width) {
    const kept = append ? width : 0;
    return perRow(kept + width / 3, (row, out) => {
      for (let c = 0; c < kept; c++) out[c] = row[c]!;
      for (let c = 0; c < width; c += 3)
        out[kept + c / 3] = Math.hypot(row[c]!, row[c + 1]!, row[c + 2]!);
    });
  },

  "subtract-mean": ({ from, of }) =>
    perRow(from.length, (row, out) => {
      let sum = 0;
      for (const place of of) sum += row[place]!;
      for (let c = 0; c < from.length; c++) out[c] = row[from[c]!]! - sum / of.length;
    }),

  "subtract-weighted": ({ from, of }) =>
    perRow(from.length, (row, out) => {
      for (let c = 0; c < from.length; c++) {
        let sum = 0;
        for (const { place, weight } of of[c]!) sum += weight * row[place]!;
        out[c] = row[from[c]!]! - sum;
      }
    }),

  filter: ({ sections }, width) => ({ width, ...rowFilter(sections, width) }),

  gravity({ sections, keep }, width) {
    const { begin, next } = rowFilter(sections, width);
    const slow = new Float32Array(width);
    return {
      width: keep === "both" ? 2 * width : width,
      begin,
      next(row, out) {
        next(row, slow);
        if (keep !== "body") out.set(slow, keep === "both" ? width : 0);
        for (let c = 0; c < width && keep !== "gravity"; c++) out[c] = row[c]! - slow[c]!;
      },
    };
  },

  standardise(options, width) {
    const open = () => Array.from({ length: width }, () => movingStandard(options));
    let moving = open();
    return {
      width,
      begin() {
        moving = open();
      },
      next(row, out) {
        for (let c = 0; c < width; c++) out[c] = moving[c]!(row[c]!);
      },
    };
  },
};

/** Of the row alone, without the ones before. */
function perRow(width: number, next: OpenOperation["next"]): OpenOperation {
  return { width, begin() {}, next };
}
