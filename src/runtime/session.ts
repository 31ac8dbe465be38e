/** @file Running an ONNX model, whichever runtime does it. */
import type { Dim, DType, TensorData } from "#graph/graph";

/** A tensor that crosses into or out of a runtime. */
export interface HostTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** int64 as `BigInt64Array`, bool as `Uint8Array`, float16 as its bits in a `Uint16Array`. */
  readonly data: TensorData;
}

export type HostTensors = Readonly<Record<string, HostTensor>>;

/** What a model says of one of its inputs or outputs. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly Dim[];
}

export interface SessionOptions {
  /** What error messages call the model, usually its file. Default "the model". */
  readonly name?: string;
  /** Threads inside an operator; 1 is right for tiny networks. Default 1. */
  readonly threads?: number;
  /** Graph optimizations of the runtime. Default "all". */
  readonly optimization?: "disabled" | "basic" | "extended" | "all";
  /** A file to write the graph to that the runtime made of the model; in Node. Default: none. */
  readonly saveTo?: string;
  /**
   * Plan one block for all intermediate values after the first run. Default true. A training step has so many that the
   * block, beside what the first run took, is a third of its memory, and runs are no faster for it.
   */
  readonly memoryPattern?: boolean;
}

/** A loaded model. */
export interface Session {
  /** "onnxruntime-node 1.30.0", "onnxruntime-web 1.30.0 (wasm)". */
  readonly runtime: string;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Feeds are read, not kept; results are the runtime's own arrays, not copies. */
  run(feeds: HostTensors): Promise<HostTensors>;
  /** The same run as often as it is called, of feeds that are made ready once: nothing but the runtime's own call. */
  prepare(feeds: HostTensors): () => Promise<unknown>;
  release(): Promise<void>;
}

/** Loads a model (the bytes of an ONNX file). */
export type CreateSession = (model: Uint8Array, options?: SessionOptions) => Promise<Session>;
