/** @file Any ONNX file → the forms that formats are written from. */
import { aboutFile } from "#core/about-file";
import { UserError } from "#core/errors";
import { chooseConvForm } from "#export/choose-conv-form";
import type { ConvChoice } from "#export/conv-form";
import { lowerProgram } from "#export/device/lower-program";
import type { Program } from "#export/device/program";
import { endWithGrids } from "#export/integer/end-with-grids";
import { toIntegers } from "#export/integer/to-integers";
import { liftedModel } from "#export/lift/lifted-model";
import { oneWindow } from "#export/one-window";
import { type CalibrationFeeds, calibrate } from "#export/quantize/calibrate";
import { allCorrections, corrected, equalized } from "#export/quantize/correct";
import { mse } from "#export/quantize/ranges/mse";
import { staticInt8 } from "#export/quantize/schemes/static-int8";
import type { Graph, Node } from "#graph/graph";
import { inOpsetIfSayable, opsetOf } from "#graph/opset/convert-opset";
import { oldestConverted } from "#graph/opset/working-opset";
import { readModel } from "#graph/read-model";
import { openModelFile } from "#runtime/open-model-file";
import { optimizedGraphs } from "#runtime/optimized-graphs";
import type { CreateSession } from "#runtime/session";
import type { FormatSource } from "./format.ts";

export interface SourceOptions {
  /** Of the file, for sentences about what is wrong with it. */
  readonly name?: string | undefined;
  readonly createSession: CreateSession;
  /** Inputs of the model, from training windows, in batches; only integers need them. */
  readonly calibration?: CalibrationFeeds | undefined;
  /** ONNX operator set, for formats that can choose. Default: the file's own. */
  readonly opset?: number | undefined;
  /** Of its convolutions, for formats that can choose. Default: height 1. */
  readonly conv?: ConvChoice | undefined;
  /** Where "auto" measures. Default: with `createSession`. */
  readonly runtimes?: readonly CreateSession[] | undefined;
}

/** Forms of an ONNX file, quantized or not. */
export function openSource(bytes: Uint8Array, options: SourceOptions): FormatSource {
  const { name, createSession, calibration, conv = "2d", runtimes = [createSession] } = options;
  const file = readModel(bytes);
  const opset = options.opset ?? opsetOf(file);
  const reals = once(() => aboutFile(name, () => liftedModel(bytes, createSession)));
  const lowered = (graph: Graph) =>
    aboutFile(name, async () => {
      requireOneWindow(graph);
      return lowerProgram(await oneWindow(graph, createSession));
    });
  /** What older sets compose of plain operators needs no layer of its own. */
  const plain = (graph: Graph) => inOpsetIfSayable(graph, oldestConverted);
  return {
    file,
    opset,
    optimized: () =>
      aboutFile(name, async () => {
        await openModelFile(bytes, createSession, { fromValues: "allowed" }); // loaded, never run
        return optimizedGraphs(bytes, createSession);
      }),
    graph: async () => (await reals()).graph,
    inConvForm: async () => chooseConvForm((await reals()).graph, conv, runtimes, opset),
    program: once(async () => lowered(plain((await reals()).graph))),
    integers: once(async () => {
      const { graph: read, ranges } = await reals();
      if (ranges.size === 0) requireWindows(calibration);
      const graph = plain(read);
      const better =
        calibration && ranges.size === 0
          ? await correctedFor(graph, calibration, createSession)
          : graph;
      const program = endWithGrids(await lowered(better), ranges);
      const found = calibration ? await rangesOf(better, program, calibration, createSession) : [];
      return toIntegers(program, new Map([...found, ...ranges]));
    }),
  };
}

/** Convolutions and pools look at one window; recurrent layers may have time in front. */
function requireOneWindow({ inputs, nodes }: Graph): void {
  for (const { name, shape } of inputs) {
    const [batch] = shape;
    const isBatch = ({ op, inputs: [x] }: Node) => /^Conv|Pool$/.test(op) && x?.shape[0] === batch;
    if (typeof batch !== "number" || batch === 1 || !nodes.some(isBatch)) continue;
    throw new UserError(
      `input "${name}" [${shape.join(", ")}] reads ${batch} windows at once, and this format one`,
      "save the model with an open batch, or one of 1: in PyTorch torch.onnx.export(…, dynamic_axes=…)",
    );
  }
}

function requireWindows(calibration: CalibrationFeeds | undefined): void {
  if (calibration) return;
  throw new UserError(
    "integers need to know which numbers flow through the network",
    "pass windows of the training set: --calibrate windows.npz, a folder of CSV windows, or a configuration",
  );
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Channels evened out, weights rounded as the windows tell, biases that make up for it. */
function correctedFor(graph: Graph, feeds: CalibrationFeeds, createSession: CreateSession) {
  const inputs = { scheme: staticInt8, weightBits: 8, keep: new Set<string>() } as const;
  return corrected(equalized(graph), allCorrections, { ...inputs, feeds, createSession });
}

/** Of every activation that the program names. */
async function rangesOf(
  graph: Graph,
  { names, inputs }: Program,
  calibration: CalibrationFeeds,
  createSession: CreateSession,
) {
  const reals = graph.nodes
    .flatMap(({ outputs }) => outputs)
    .filter(({ dtype }) => dtype === "float32");
  const known = new Set([...reals, ...graph.inputs].map(({ name }) => name));
  const wanted = [...new Set(names.values())].filter((name) => known.has(name));
  for (const { name } of inputs) if (!wanted.includes(name)) wanted.push(name);
  const { observer } = mse;
  const { seen } = await calibrate(graph, wanted, { calibration, createSession, observer });
  return new Map([...seen].map(([name, observed]) => [name, mse.choose(observed)]));
}
