/**
 * @file onnxruntime-node on a thread of its own: its `run` holds the thread it is called on, so that only here
 * something else can happen meanwhile (the next batch, progress, Ctrl-C). A call costs about 0.1 ms more.
 */
import { Worker } from "node:worker_threads";
import { UserError } from "#core/errors";
import { mapValues } from "#core/map-values";
import type { DType } from "#graph/graph";
import type { CreateSession, HostTensors, Session, TensorInfo } from "./session.ts";

interface Metadata {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** What the thread says: once at the start, then per run. */
type Message =
  | { readonly inputs: readonly Metadata[]; readonly outputs: readonly Metadata[] }
  | { readonly id: number; readonly results: HostTensors }
  | { readonly id?: number; readonly error: string };

/** Runs on the CPU through onnxruntime-node, off the calling thread. For steps that take a millisecond or more. */
export const createOrtWorkerSession: CreateSession = async (model, options = {}) => {
  const name = options.name ?? "the model";
  const worker = new Worker(new URL("./ort-thread.js", import.meta.url), {
    workerData: {
      model,
      options: {
        intraOpNumThreads: options.threads ?? 1,
        interOpNumThreads: 1,
        graphOptimizationLevel: options.optimization ?? "all",
        enableMemPattern: options.memoryPattern ?? true,
        logSeverityLevel: 3,
      },
    },
  });
  const first = await firstMessage(worker);
  if (!("inputs" in first)) {
    await worker.terminate();
    const reason = "error" in first ? first.error : "no answer";
    throw new UserError(
      `${name} does not load in onnxruntime-node: ${reason}`,
      "it must be an ONNX model whose operators this onnxruntime has",
    );
  }
  return new WorkerSession(
    worker,
    name,
    first.inputs.map(tensorInfo),
    first.outputs.map(tensorInfo),
  );
};

function firstMessage(worker: Worker): Promise<Message> {
  return new Promise((resolve) => {
    worker.once("message", resolve);
    worker.once("error", (error) => resolve({ error: error.message }));
  });
}

interface Pending {
  resolve(results: HostTensors): void;
  reject(error: Error): void;
}

class WorkerSession implements Session {
  readonly runtime = "onnxruntime-node (own thread)";
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly #worker: Worker;
  readonly #name: string;
  readonly #pending: Map<number, Pending> = new Map();
  #runs = 0;

  constructor(
    worker: Worker,
    name: string,
    inputs: readonly TensorInfo[],
    outputs: readonly TensorInfo[],
  ) {
    this.#worker = worker;
    this.#name = name;
    this.inputs = inputs;
    this.outputs = outputs;
    worker.removeAllListeners("error");
    worker.on("message", (message: Message) => this.#answered(message));
    worker.on("error", (error) => this.#failed(error));
    worker.unref();
  }

  get inputNames(): string[] {
    return this.inputs.map(({ name }) => name);
  }

  get outputNames(): string[] {
    return this.outputs.map(({ name }) => name);
  }

  /** Copies are handed over: half the work of letting `postMessage` clone, and views of larger buffers come alone. */
  run(feeds: HostTensors): Promise<HostTensors> {
    const id = this.#runs++;
    const own = mapValues(feeds, (tensor) => ({ ...tensor, data: tensor.data.slice() }));
    const moved = Object.values(own).map(({ data }) => data.buffer);
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.ref(); // the process stays while an answer is due
      this.#worker.postMessage({ id, feeds: own }, moved);
    });
  }

  prepare(feeds: HostTensors): () => Promise<HostTensors> {
    return () => this.run(feeds);
  }

  async release(): Promise<void> {
    await this.#worker.terminate();
  }

  #answered(message: Message): void {
    if (!("id" in message) || message.id === undefined) return;
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (this.#pending.size === 0) this.#worker.unref();
    if ("results" in message) pending?.resolve(message.results);
    else pending?.reject(new Error(`${this.#name}: ${message.error}`));
  }

  #failed(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

function tensorInfo({ name, type, shape }: Metadata): TensorInfo {
  return { name, dtype: type as DType, shape };
}
