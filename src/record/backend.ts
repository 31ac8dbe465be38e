/** @file A tf.js backend that computes nothing: its tensors are values of the graph being recorded. */
import type { BackendValues, DataType, TensorInfo } from "@tensorflow/tfjs";
import {
  engine,
  KernelBackend,
  registerBackend,
  registerGradient,
  registerKernel,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { DType, TensorData, Value } from "#graph/graph";
import { type Emitter, isBatchSized, sizes } from "./emitter.ts";
import type { Op } from "./op.ts";

export const backendName = "wristill-recorder";

/** Holds the link from tf.js's data ids to graph values while something is recorded. */
class RecorderBackend extends KernelBackend {
  #emitter: Emitter | undefined;
  #values = new WeakMap<object, Value>();

  /** Start writing to an emitter, or stop. What was known of tensors is forgotten. */
  writeTo(emitter: Emitter | undefined): void {
    if (emitter && this.#emitter) throw new Error("record() cannot run inside record()");
    this.#emitter = emitter;
    this.#values = new WeakMap();
  }

  current(): Emitter {
    if (!this.#emitter) throw new Error("tf.js calls reach the recorder only inside record()");
    return this.#emitter;
  }

  /** The graph value behind a tensor. Tensors of other backends become constants. */
  graphValue({ dataId, shape, dtype }: TensorInfo): Value {
    const known = this.#values.get(dataId);
    if (known) return this.current().reshape(known, shape);
    const data = engine().readSync(dataId);
    const value = this.#constant(data, shape, dtype);
    this.#values.set(dataId, value);
    return value;
  }

  tensorInfo(value: Value): TensorInfo {
    const dataId = {};
    this.#values.set(dataId, value);
    return { dataId, shape: [...sizes(value)], dtype: tfType(value.dtype) };
  }

  #constant(data: BackendValues, shape: readonly number[], dtype: DataType): Value {
    if (shape.some(isBatchSized)) {
      throw new Error(`a constant of shape [${shape.join()}] depends on the symbolic batch size`);
    }
    return this.current().constant(onnxData(data, dtype), shape, onnxDType(dtype));
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    const dataId = {};
    this.#values.set(dataId, this.#constant(values, shape, dtype));
    return dataId;
  }

  override readSync(): BackendValues {
    throw new UserError(
      "a recorded computation looks at the value of a tensor",
      "recording runs without numbers: use tf.where and friends in place of dataSync()",
    );
  }

  override disposeData(): boolean {
    return true;
  }

  override incRef(): void {}

  override refCount(): number {
    return 1;
  }

  override numDataIds(): number {
    return 0;
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {}
}

const backend = new RecorderBackend();
let installed = false;

/** The backend, with the ops registered on first use. */
export function recorderBackend(ops: readonly Op[]): RecorderBackend {
  if (!installed) {
    installed = true;
    registerBackend(backendName, () => backend, -1);
    for (const op of ops) install(op);
  }
  return backend;
}

function install({ kernel, onnx, gradient }: Op): void {
  registerKernel({
    kernelName: kernel,
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const values: Record<string, Value> = {};
      for (const [name, info] of Object.entries(inputs)) {
        if (info) values[name] = backend.graphValue(info);
      }
      const outputs = onnx(backend.current(), values, attrs ?? {});
      return Array.isArray(outputs)
        ? outputs.map((value) => backend.tensorInfo(value))
        : backend.tensorInfo(outputs);
    },
  });
  if (gradient) registerGradient({ kernelName: kernel, ...gradient });
}

function onnxDType(dtype: DataType): DType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new UserError(`tensors of type ${dtype} cannot be recorded`, "use float32, int32 or bool");
}

function tfType(dtype: DType): DataType {
  return dtype === "bool" ? "bool" : dtype === "float32" ? "float32" : "int32";
}

/** A copy: training goes on in the tensor's own memory. */
function onnxData(data: BackendValues, dtype: DataType): TensorData {
  if (dtype === "float32") return new Float32Array(data as Float32Array);
  if (dtype === "int32") return new Int32Array(data as Int32Array);
  return new Uint8Array(data as Uint8Array);
}
