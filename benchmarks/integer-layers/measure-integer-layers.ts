/** @file Where static int8 gains time and where it loses some: layers alone, one layer at a time, whole files. */
import { calibrationFeeds } from "#benchmarks/calibration-feeds";
import type { Candidate } from "#benchmarks/candidate";
import {
  type Hosts,
  type ProcessLatency,
  processLatency,
} from "#benchmarks/measures/process-latency";
import type { WindowSet } from "#core/signal";
import { graphCost } from "#export/cost";
import { calibratedRanges } from "#export/quantize/calibrated-ranges";
import { encodeCompact } from "#export/quantize/encode-compact";
import { gatherMatmulInteger } from "#export/quantize/passes/gather-matmul-integer";
import { isWeighted } from "#export/quantize/plan";
import { quantizeDefaults } from "#export/quantize/quantize-model";
import { staticInt8 } from "#export/quantize/schemes/static-int8";
import { copyGraph } from "#graph/copy-graph";
import type { Graph, Node } from "#graph/graph";
import { runPasses } from "#graph/pass";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { layerAlone } from "./layer-alone.ts";

/** By target. */
export interface OnBoth {
  readonly cpu: number;
  readonly wasm: number;
}

/** µs beyond a graph with the same input and without the layer. */
export interface LayerTimes {
  readonly layer: string;
  /** "Conv 128x128x1x3". */
  readonly form: string;
  readonly macs: number;
  readonly float: OnBoth;
  /** As onnxruntime's integer operator. */
  readonly integer: OnBoth;
  /** As a product of gathered steps; absent where the layer is no convolution over time. */
  readonly product?: OnBoth;
}

/** Time ÷ that of float. */
export interface FileRatio {
  readonly title: string;
  readonly ratio: OnBoth;
  /** The same without the empty call, which both pay. */
  readonly beyond: OnBoth;
}

export interface IntegerLayersReport {
  readonly network: string;
  /** µs. */
  readonly float: OnBoth;
  readonly floor: OnBoth;
  readonly layers: readonly LayerTimes[];
  /** Every form with every layer in integers. */
  readonly files: readonly FileRatio[];
  /** The form of integer convolutions with that layer alone in integers, to itself with none. */
  readonly oneByOne: readonly FileRatio[];
}

const calibrationWindows = 128; // speed does not depend on ranges

export async function measureIntegerLayers(
  network: string,
  { bytes, train }: { readonly bytes: Uint8Array; readonly train: WindowSet },
  hosts: Hosts,
): Promise<IntegerLayersReport> {
  const graph = decodeModel(bytes);
  const calibration = calibrationFeeds(bytes, train, calibrationWindows);
  const { ranges } = await calibratedRanges(graph, {
    ...{ ranges: quantizeDefaults.ranges, calibration, createSession },
  });
  const built = (form: string, keep: readonly string[] = []) => {
    const source = { graph, ranges, weightBits: 8, keep: new Set(keep) } as const;
    return staticInt8.forms.find(({ name }) => name === form)!.build(source).graph;
  };
  const layers = graph.nodes.filter(isWeighted);
  const names = layers.map(({ name }) => name);
  const float: Candidate = { name: "float", bytes };
  const inForm = staticInt8.forms.map(({ name }) => ({
    ...{ name, bytes: encodeCompact(built(name)) },
  }));
  const without = (name: string) => names.filter((other) => other !== name);
  const single = ["first", "none", ...names, "none, again"].map((name) => {
    return { name, bytes: encodeCompact(built(convolutions, without(name))) };
  });
  const files = await onBoth(hosts, [float, ...inForm], train);
  const { cpu, wasm } = await onBoth(hosts, single, train);
  return {
    network,
    float: perTarget((target) => files[target][0]!.p50),
    floor: perTarget((target) => files[target][0]!.floor),
    layers: await layersAlone(layers, built(convolutions), hosts),
    files: ratiosIn(files),
    oneByOne: ratiosIn({ cpu: cpu.slice(1), wasm: wasm.slice(1) }), // the first of equal files is the slowest
  };
}

const convolutions = "qlinear-conv-channels-last";

type Measured = Readonly<Record<keyof OnBoth, readonly ProcessLatency[]>>;

/** That share the files of a table. */
const processes = 3;

async function onBoth(
  hosts: Hosts,
  candidates: readonly Candidate[],
  windows?: WindowSet,
): Promise<Measured> {
  const on = (target: keyof OnBoth) =>
    processLatency(candidates, hosts[target], { processes, windows });
  return { cpu: await on("cpu"), wasm: await on("wasm") };
}

function perTarget(valueOn: (target: keyof OnBoth) => number): OnBoth {
  return { cpu: valueOn("cpu"), wasm: valueOn("wasm") };
}

/** Of all but the first, to the first. */
function ratiosIn(measured: Measured): FileRatio[] {
  return measured.cpu.slice(1).map(({ name }, i) => {
    const pair = (target: keyof OnBoth) => {
      const [float, it] = [measured[target][0]!, measured[target][i + 1]!];
      return { float: float.p50, time: it.p50, floor: float.floor };
    };
    return {
      title: name,
      ratio: perTarget((target) => pair(target).time / pair(target).float),
      beyond: perTarget((target) => {
        const { float, time, floor } = pair(target);
        return (time - floor) / (float - floor);
      }),
    };
  });
}

async function layersAlone(
  layers: readonly Node[],
  integer: Graph,
  hosts: Hosts,
): Promise<LayerTimes[]> {
  const models = layers.flatMap((layer) => {
    const own = integer.nodes.find(({ name }) => name === layer.name)!;
    const { layer: conv, frame } = layerAlone(own);
    const product = copyGraph(conv);
    const multiplies = runPasses(product, [gatherMatmulInteger]).some((it) => it.rewrites > 0);
    const float = layerAlone(layer);
    const kinds = { float: float.layer, "float frame": float.frame, integer: conv, frame };
    return Object.entries(multiplies ? { ...kinds, product } : kinds).map(([kind, model]) => ({
      name: `${layer.name} ${kind}`,
      bytes: encodeModel(model),
    }));
  });
  const measured = await onBoth(hosts, models);
  const timeOf = (target: keyof OnBoth, name: string) =>
    measured[target].find((each) => each.name === name)?.p50;
  return layers.map((layer) => {
    const beyond = (kind: string, frame: string) =>
      perTarget((target) => {
        const [time, less] = [kind, frame].map((it) => timeOf(target, `${layer.name} ${it}`));
        return Math.max(0, (time ?? 0) - (less ?? 0));
      });
    const hasProduct = timeOf("cpu", `${layer.name} product`) !== undefined;
    return {
      layer: layer.name,
      form: `${layer.op} ${layer.inputs[1]!.shape.join("x")}`,
      macs: graphCost(layerAlone(layer).layer).macs,
      float: beyond("float", "float frame"),
      integer: beyond("integer", "frame"),
      ...(hasProduct && { product: beyond("product", "frame") }),
    };
  });
}
