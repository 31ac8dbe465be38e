/** @file What onnxruntime-node and onnxruntime-web have in common: one API, two builds of it. */
import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-node";
import { messageOf, UserError } from "#core/errors";
import type { DType, TensorData } from "#graph/graph";
import type {
  HostTensor,
  HostTensors,
  Session,
  SessionOptions,
  TensorInfo,
} from "#runtime/session";

/** The part of an onnxruntime package that running a model takes. */
export interface OrtModule {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor;
  /** Of every run; `undefined` where what the session was told holds for its runs. */
  readonly runOptions?: InferenceSession.RunOptions;
}

/** Errors only. A run of onnxruntime-web has a level of its own; one of onnxruntime-node has its session's. */
export const quietRuns = { logSeverityLevel: 3 } as const;

/** Load a model with the given build of onnxruntime. */
export async function loadOrtSession(
  ort: OrtModule,
  runtime: string,
  model: Uint8Array,
  options: SessionOptions,
): Promise<Session> {
  const name = options.name ?? "the model";
  try {
    const session = await ort.InferenceSession.create(model, {
      intraOpNumThreads: options.threads ?? 1,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: options.optimization ?? "all",
      enableMemPattern: options.memoryPattern ?? true,
      logSeverityLevel: 3,
      ...(options.saveTo !== undefined && { optimizedModelFilePath: options.saveTo }),
    });
    return wrap(ort, runtime, name, session);
  } catch (error) {
    throw new UserError(
      `${name} does not load in ${runtime}: ${messageOf(error)} (${model.byteLength} bytes)`,
      "it must be an ONNX model whose operators this onnxruntime has",
      { cause: error },
    );
  }
}

function wrap(ort: OrtModule, runtime: string, name: string, session: InferenceSession): Session {
  const { inputNames, outputNames } = session;
  const { runOptions } = ort;
  const tensorsOf = (feeds: HostTensors) => {
    const tensors: Record<string, Tensor> = {};
    for (const input of inputNames) tensors[input] = toOrt(ort, name, input, feeds[input]);
    return tensors;
  };
  return {
    runtime,
    inputNames,
    outputNames,
    inputs: session.inputMetadata.map(tensorInfo),
    outputs: session.outputMetadata.map(tensorInfo),
    async run(feeds) {
      const results = await session.run(tensorsOf(feeds), runOptions);
      const outputs: Record<string, HostTensor> = {};
      for (const output of outputNames) outputs[output] = fromOrt(results[output]!);
      return outputs satisfies HostTensors;
    },
    prepare(feeds) {
      const tensors = tensorsOf(feeds);
      return () => session.run(tensors, runOptions);
    },
    release: () => session.release(),
  };
}

function toOrt(
  ort: OrtModule,
  name: string,
  input: string,
  tensor: HostTensor | undefined,
): Tensor {
  if (!tensor) throw new UserError(`${name}: input "${input}" was not fed`);
  return new ort.Tensor(tensor.dtype, tensor.data as Float32Array, tensor.shape);
}

/** Results are handed on as they are; only the newer `Float16Array` is looked at as its bits. */
function fromOrt({ type, data, dims }: Tensor): HostTensor {
  const dtype = type as DType;
  if (dtype !== "float16") return { dtype, shape: dims, data: data as TensorData };
  const { buffer, byteOffset, length } = data as Uint16Array;
  return { dtype, shape: dims, data: new Uint16Array(buffer, byteOffset, length) };
}

function tensorInfo(meta: InferenceSession.ValueMetadata): TensorInfo {
  if (!meta.isTensor) throw new Error(`"${meta.name}" is not a tensor`);
  return { name: meta.name, dtype: meta.type as DType, shape: meta.shape };
}
