/** @file What is measured: a model file. */

/** An ONNX file under a name. */
export interface Candidate {
  /** How results and error messages call it: "student int8". */
  readonly name: string;
  /** The file. */
  readonly bytes: Uint8Array;
}
