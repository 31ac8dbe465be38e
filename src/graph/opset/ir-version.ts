/** @file Which version of the file format goes with an operator set, so that old readers of old sets read the file. */

/** Format version and the first operator set that came with it. Source: onnx.helper.VERSION_TABLE of onnx 1.23.1. */
const firstSets: readonly (readonly [version: number, opset: number])[] = [
  [14, 28],
  [13, 25],
  [12, 24],
  [11, 23],
  [10, 21],
  [9, 19],
  [8, 15],
  [7, 12],
  [6, 11],
  [5, 10],
];

/** The oldest in which constants need not be inputs, too. */
const oldest = 4;

/** The format version of the ONNX release that brought the operator set. */
export function irVersionOf(opset: number): number {
  return firstSets.find(([, first]) => opset >= first)?.[0] ?? oldest;
}
