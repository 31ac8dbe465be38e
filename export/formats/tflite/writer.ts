/** @file A TensorFlow Lite file as it grows: tensors, constants, operators. */
import type { Program } from "#export/device/program";
import type { Grid } from "#export/integer/network";
import { type TableValue, writeFlat } from "./flat-table.ts";
import { type OperatorName, operators, type TfliteOperator } from "./operators.ts";
import { model, tensorTypes } from "./schema.ts";

/** One scale for all, or one per index of an axis. */
export interface TfliteGrid {
  readonly scales: ArrayLike<number>;
  readonly zeroPoints: readonly number[];
  readonly axis?: number;
}

type Constant = Float32Array | Int32Array | Int8Array;

/** Number of a tensor in the file. */
export type Index = number;

export class TfliteWriter {
  readonly #tensors: TableValue[] = [];
  readonly #types: (keyof typeof tensorTypes)[] = [];
  readonly #operators: TableValue[] = [];
  readonly #codes: { readonly code: number; readonly version: number }[] = [];
  readonly #buffers: Uint8Array[] = [new Uint8Array()];
  readonly #constants: Map<string, Index> = new Map();

  /** An activation. */
  tensor(name: string, shape: readonly number[], type: "float32" | "int8", grid?: Grid): Index {
    const scales = grid && { scales: [grid.scale], zeroPoints: [grid.zeroPoint] };
    return this.#add(name, shape, type, 0, scales);
  }

  /** A constant; equal ones are kept once. */
  constant(name: string, shape: readonly number[], data: Constant, grid?: TfliteGrid): Index {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
    const type =
      data instanceof Float32Array ? "float32" : data instanceof Int32Array ? "int32" : "int8";
    const scale = grid ? `${Array.from(grid.scales)} ${grid.zeroPoints} ${grid.axis}` : "";
    const key = `${type} ${shape} ${scale} ${Buffer.from(bytes).toString("base64")}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    this.#buffers.push(bytes);
    const index = this.#add(name, shape, type, this.#buffers.length - 1, grid);
    this.#constants.set(key, index);
    return index;
  }

  integers(name: string, values: readonly number[]): Index {
    return this.constant(name, [values.length], Int32Array.from(values));
  }

  typeOf(index: Index): keyof typeof tensorTypes {
    return this.#types[index]!;
  }

  operator(
    name: OperatorName,
    inputs: readonly Index[],
    outputs: readonly Index[],
    options: TableValue = {},
  ): void {
    const { code, integers, options: described }: TfliteOperator = operators[name];
    const version = inputs.some((input) => this.typeOf(input) === "int8") ? integers : 1;
    this.#operators.push({
      opcodeIndex: this.#codeIndex(code, version),
      inputs,
      outputs,
      ...(described && {
        builtinOptionsType: described[0],
        builtinOptions: { table: described[1], value: options },
      }),
    });
  }

  /** The file, with the model's own names for what goes in and out. */
  finish(program: Program, inputs: readonly Index[], outputs: readonly Index[]): Uint8Array {
    const about = JSON.stringify(Object.fromEntries(program.metadata));
    this.#buffers.push(new TextEncoder().encode(about));
    const maps = (names: readonly string[], indices: readonly Index[]) =>
      names.map((name, i) => ({ name, tensorIndex: indices[i]! }));
    return writeFlat(
      model,
      {
        version: 3,
        operatorCodes: this.#codes.map(({ code, version }) => ({
          deprecatedBuiltinCode: Math.min(code, 127),
          builtinCode: code,
          version,
        })),
        subgraphs: [
          {
            tensors: this.#tensors,
            inputs,
            outputs,
            operators: this.#operators,
            name: program.name,
          },
        ],
        description: "written by wristill",
        buffers: this.#buffers.map((data) => (data.length > 0 ? { data } : {})),
        metadata: [{ name: "wristill", buffer: this.#buffers.length - 1 }],
        signatureDefs: [
          {
            inputs: maps(
              program.inputs.map(({ name }) => name),
              inputs,
            ),
            outputs: maps(
              program.outputs.map(({ name }) => name),
              outputs,
            ),
            signatureKey: "serving_default",
            subgraphIndex: 0,
          },
        ],
      },
      "TFL3",
    );
  }

  get operatorCount(): number {
    return this.#operators.length;
  }

  #add(
    name: string,
    shape: readonly number[],
    type: keyof typeof tensorTypes,
    buffer: number,
    grid?: TfliteGrid,
  ): Index {
    const quantization = grid && {
      scale: Array.from(grid.scales),
      zeroPoint: grid.zeroPoints,
      quantizedDimension: grid.axis ?? 0,
    };
    this.#types.push(type);
    this.#tensors.push({
      ...{ name, shape, type: tensorTypes[type], buffer, hasRank: true },
      ...(quantization && { quantization }),
    });
    return this.#tensors.length - 1;
  }

  #codeIndex(code: number, version: number): number {
    const known = this.#codes.findIndex((it) => it.code === code && it.version === version);
    if (known >= 0) return known;
    this.#codes.push({ code, version });
    return this.#codes.length - 1;
  }
}
