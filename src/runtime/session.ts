/** @file Running an ONNX model, whichever runtime does it. */
import type { DType } from "#graph/graph";

/** A tensor that crosses into or out of a runtime. */
export interface HostTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | BigInt64Array | Uint8Array | Int8Array | Uint16Array;
}

export type HostTensors = Readonly<Record<string, HostTensor>>;

export interface SessionOptions {
  /** Threads inside an operator; 1 is right for tiny networks. Default 1. */
  readonly threads?: number;
  /** Graph optimizations of the runtime. Default "all". */
  readonly optimization?: "disabled" | "basic" | "extended" | "all";
}

/** A loaded model. */
export interface Session {
  /** "onnxruntime-node 1.30.0", "onnxruntime-web 1.30.0 (wasm)". */
  readonly runtime: string;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: HostTensors): Promise<HostTensors>;
  release(): Promise<void>;
}

/** Loads a model (the bytes of an ONNX file). */
export type CreateSession = (model: Uint8Array, options?: SessionOptions) => Promise<Session>;
