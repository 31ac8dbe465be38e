/** @file `record`: run tf.js code once without numbers and keep what it would compute as an ONNX graph. */
import { type DataType, engine, type LayersModel, type Tensor, tidy } from "@tensorflow/tfjs";
import { messageOf, UserError } from "#core/errors";
import type { Graph } from "#graph/graph";
import { backendName, recorderBackend } from "./backend.ts";
import { batchPrime, Emitter, isBatchSized, type Purpose } from "./emitter.ts";
import { layerKernels } from "./layers/layer-kernels.ts";
import { withRecordedForms } from "./layers/recorded-forms.ts";
import { withLayerScopes } from "./layers/scopes.ts";
import { onBackend } from "./on-backend.ts";
import { ops } from "./ops/index.ts";
import { unrecorded } from "./unrecorded.ts";
import { withoutChance } from "./without-chance.ts";

/** What the recorded function sees. */
export interface Recorder {
  /** Declare a graph input. A size of `null` is the symbolic batch. */
  input(name: string, shape: readonly (number | null)[], dtype?: DataType): Tensor;
  /** Declare a graph output. */
  output(name: string, tensor: Tensor): void;
}

export interface RecordOptions {
  readonly name: string;
  /** "training" lowers convolutions and sums to matrix products. Default "inference". */
  readonly purpose?: Purpose;
  /** Models whose layers name the nodes. */
  readonly models?: readonly LayersModel[];
}

/**
 * Record what `body` computes. tf.js's layers, losses and gradients work inside as usual; tensors made outside
 * become constants. The graph is pruned to what its outputs need.
 *
 * @throws UserError naming the kernel, and the layer it came from, where something cannot be recorded.
 */
export function record(options: RecordOptions, body: (recorder: Recorder) => void): Graph {
  const { name, purpose = "inference", models = [] } = options;
  const backend = recorderBackend([...ops, ...layerKernels]);
  const emitter = new Emitter(name, purpose);
  backend.writeTo(emitter);
  try {
    const run = () => body(recorderFor(emitter, backend));
    const scoped = () => withLayerScopes(models, emitter, run);
    const formed = () => withRecordedForms(models, scoped);
    onBackend(backendName, () => tidy(() => withoutChance(formed)));
  } catch (error) {
    throw explain(error, emitter);
  } finally {
    backend.writeTo(undefined);
  }
  emitter.graph.prune();
  nameBatch(emitter.graph);
  return emitter.graph;
}

function recorderFor(emitter: Emitter, backend: ReturnType<typeof recorderBackend>): Recorder {
  return {
    input(name, shape, dtype = "float32") {
      const numeric = shape.map((size) => size ?? batchPrime);
      const value = emitter.graph.input(name, dtype === "int32" ? "int32" : "float32", numeric);
      const { dataId } = backend.tensorInfo(value);
      return engine().makeTensorFromDataId(dataId, numeric, dtype, backend);
    },
    output(name, tensor) {
      emitter.graph.output(name, backend.graphValue(tensor));
    },
  };
}

/** Turn multiples of the stand-in size into names: "batch", "2*batch". */
function nameBatch(graph: Graph): void {
  const values = [...graph.inputs, ...graph.nodes.flatMap((node) => node.outputs)];
  for (const value of values) {
    value.shape = value.shape.map((size) => {
      if (typeof size === "string" || !isBatchSized(size)) return size;
      return size === batchPrime ? "batch" : `${size / batchPrime}*batch`;
    });
  }
}

function explain(error: unknown, { scope }: Emitter): unknown {
  const missing = /Cannot find registered kernel '(\w+)'|Kernel '(\w+)' not registered/.exec(
    messageOf(error),
  );
  if (!missing) return error;
  const kernel = (missing[1] ?? missing[2])!;
  const where = scope === undefined ? "" : ` (layer "${scope}")`;
  return new UserError(
    `the tf.js kernel "${kernel}"${where} cannot be recorded`,
    unrecorded[kernel] ?? "build it from supported operations, or add it under src/record/ops",
    { cause: error },
  );
}
