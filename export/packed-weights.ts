/** @file Weights that a file keeps in fewer bits than a float32 has. */
import type { DType, Graph } from "#graph/graph";

/** Smaller constants are no weights, or not worth the nodes that unpack them. */
export const leastElements = 64;

/** The type of the first, such as float16, int8, or uint8 with two weights in it; `undefined` where there are none. */
export function packedWeights({ nodes }: Graph): DType | undefined {
  return nodes
    .flatMap(({ inputs }) => inputs)
    .find((value) => value?.data && isSmall(value.dtype) && value.data.length >= leastElements)
    ?.dtype;
}

function isSmall(dtype: DType): boolean {
  return dtype === "float16" || dtype === "int8" || dtype === "uint8";
}
