/** @file MAT files in the form of the BNCI Horizon 2020 archive, and true labels of the competition. */
import { doubles, type MatVariable, makeMat } from "#test/unit/sensors/formats/make-mat";

export interface BnciRun {
  /** By channel. */
  readonly series: readonly (readonly number[])[];
  /** 1-based samples. */
  readonly starts: readonly number[];
  readonly labels: readonly number[];
  readonly artifacts: readonly number[];
}

/** `data`: a row of cells with one structure a run. */
export function makeBnci(runs: readonly BnciRun[]): Uint8Array {
  const structs = runs.map((run) => structOf(run));
  return makeMat([
    {
      name: "data",
      dimensions: [1, runs.length],
      arrayClass: 1,
      data: [14, structs[0]!],
      more: structs.slice(1).map((bytes) => [14, bytes] as const),
    },
  ]);
}

export function makeLabels(labels: readonly number[]): Uint8Array {
  return makeMat([column("classlabel", labels)]);
}

function structOf({ series, starts, labels, artifacts }: BnciRun): Uint8Array {
  const fields = { X: series.flat(), trial: starts, y: labels, artifacts };
  const names = Buffer.alloc(32 * 4);
  Object.keys(fields).forEach((name, i) => {
    names.write(name, 32 * i);
  });
  const width = Buffer.alloc(4);
  width.writeInt32LE(32);
  const matrices = Object.entries(fields).map(([name, values]) => {
    const dimensions = name === "X" ? [series[0]!.length, series.length] : [values.length, 1];
    return [14, bodyOf({ ...column("", values), dimensions })] as const;
  });
  return bodyOf({
    name: "",
    dimensions: [1, 1],
    arrayClass: 2,
    data: [5, width],
    more: [[1, names], ...matrices],
  });
}

function column(name: string, values: readonly number[]): MatVariable {
  return { name, dimensions: [values.length, 1], data: [9, doubles(values)] };
}

/** A matrix without the file's header and its own tag. */
function bodyOf(variable: MatVariable): Uint8Array {
  return makeMat([variable]).subarray(128 + 8);
}
