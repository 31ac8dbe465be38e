/** @file Every quantization scheme on trained networks, beside Python's onnxruntime.quantization, in one run. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { batchesOf, calibrationFeeds } from "#benchmarks/calibration-feeds";
import { type Hosts, processLatency } from "#benchmarks/measures/process-latency";
import type { PythonProcess } from "#benchmarks/peers/python-process";
import { median } from "#core/quantiles";
import type { WindowSet } from "#core/signal";
import { mean } from "#core/stats";
import { graphCost } from "#export/cost";
import { buildCandidates } from "#export/quantize/candidates";
import { allCorrections, type Corrections } from "#export/quantize/correct";
import { createJudge, type Judge } from "#export/quantize/judge";
import {
  autoBudget,
  type QuantizedModel,
  quantizeDefaults,
  quantizeModel,
} from "#export/quantize/quantize-model";
import type { Scheme } from "#export/quantize/scheme";
import * as schemes from "#export/quantize/schemes";
import { quantizeTargets } from "#export/quantize/targets";
import { isDepthwise } from "#export/quantize/weights";
import { workingOpset } from "#graph/opset/working-opset";
import { decodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { type FasterForm, fastestOf, floatForms } from "./float-forms.ts";

/** One training of a network. */
export interface TrainedFile {
  /** The fp32 file. */
  readonly bytes: Uint8Array;
  readonly train: WindowSet;
  readonly test: WindowSet;
}

/** A scheme on a network; ratios are to fp32. */
export interface QuantizeRow {
  readonly network: string;
  readonly scheme: string;
  /** Of the file for that target: "gather-matmul-integer"; "qdq" of Python's tool. */
  readonly cpuForm: string;
  readonly wasmForm: string;
  /** Whether the automatic choice picks it: for either target, or, where these differ, for both. */
  readonly best: boolean;
  readonly depthwise: boolean;
  readonly macs: number;
  /** Of the larger of the two files. */
  readonly bytes: number;
  readonly bytesRatio: number;
  /** Points lost on the test part, mean over the trainings; below 0: gained. */
  readonly accuracyDrop: number;
  /** The same of every training. */
  readonly drops: readonly number[];
  /** Change of the logits as a share, mean over the trainings. */
  readonly outputError: number;
  /** Ratios of medians at batch 1, of the scheme's file for that target. */
  readonly cpuRatio: number;
  readonly wasmRatio: number;
}

/** Seconds to quantize with 512 windows, warm. */
export interface QuantizeTime {
  readonly network: string;
  readonly ranges: string;
  /** Without corrections, as the other. */
  readonly ours: number;
  /** With all corrections, which is the default. */
  readonly corrected: number;
  readonly python?: number;
}

/** What the automatic choice ships where speed on one runtime is all that counts. */
export interface TargetChoice {
  readonly scheme: string;
  readonly form: string;
  readonly bytes: number;
  /** Time ÷ fp32's on that runtime. */
  readonly ratio: number;
}

/** The one file that it ships where both runtimes count. */
export interface SharedChoice extends Omit<TargetChoice, "ratio"> {
  readonly cpuRatio: number;
  readonly wasmRatio: number;
}

export interface NetworkReport {
  readonly network: string;
  /** Accuracy of fp32 on the test part, by training. */
  readonly accuracy: readonly number[];
  readonly testWindows: number;
  /** p50 of fp32 in µs, in the faster form of its convolutions. */
  readonly latency: { readonly cpu: number; readonly wasm: number };
  /** That form, and how much longer the other one takes, where there are two. */
  readonly conv?: { readonly cpu: FasterForm; readonly wasm: FasterForm };
  readonly floor: { readonly cpu: number; readonly wasm: number };
  readonly reason: string;
  readonly targets: { readonly cpu: TargetChoice; readonly wasm: TargetChoice };
  readonly shared: SharedChoice;
  readonly rows: readonly QuantizeRow[];
  readonly times: readonly QuantizeTime[];
}

const calibrationWindows = 512;
/** That share the files of a network. */
const processes = 5;
const timedRuns = 5;
/** By range method, the same of Python's tool. */
const pythonMethods = {
  "min-max": "MinMax",
  percentile: "Percentile",
  entropy: "Entropy",
} as const;
export const pythonScheme = "onnxruntime.quantization";

export interface QuantizeBenchmarkOptions {
  readonly hosts: Hosts;
  /** Python's tool, where there is one. */
  readonly python?: PythonProcess | undefined;
}

/** All schemes of one network. The first file decides on forms and is timed; all files count for accuracy. */
export async function benchmarkQuantize(
  network: string,
  files: readonly TrainedFile[],
  { hosts, python }: QuantizeBenchmarkOptions,
): Promise<NetworkReport> {
  const [first] = files as readonly [TrainedFile, ...TrainedFile[]];
  const judges = await Promise.all(files.map(judgeOf));
  const contenders: Contender[] = [];
  for (const scheme of Object.values<Scheme>(schemes))
    contenders.push(await contend(scheme, files));
  const folder = await mkdtemp(join(tmpdir(), "wristill-quantize-"));
  try {
    if (python) contenders.push(await pythonContender(python, files, folder));
    const chosen = {
      auto: await automatic(first, "auto"),
      cpu: await automatic(first, "cpu"),
      wasm: await automatic(first, "wasm"),
    };
    const rows = await measure(network, first, { contenders, judges, chosen, hosts });
    const times = await quantizeTimes(network, first, python, folder);
    return { network, ...rows, reason: chosen.auto.reason, times };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function judgeOf({ bytes, test }: TrainedFile): Promise<Judge> {
  return createJudge(bytes, { feeds: batchesOf(bytes, test), labels: test.labels }, createSession);
}

/** One scheme's files. */
interface Contender {
  readonly scheme: string;
  /** Of the first training, as each target wants it. */
  readonly timed: Readonly<Record<Timed, { readonly form: string; readonly bytes: Uint8Array }>>;
  /** Of every training, to be judged: forms answer alike. */
  readonly models: readonly Uint8Array[];
}

type Timed = "cpu" | "wasm";

async function contend(scheme: Scheme, files: readonly TrainedFile[]): Promise<Contender> {
  const quantize = ({ bytes, train }: TrainedFile, target: Timed | "mcu") => {
    const calibration = calibrationFeeds(bytes, train, calibrationWindows);
    const options = { scheme: scheme.name, target, calibration, createSession } as const;
    return quantizeModel(decodeModel(bytes), options);
  };
  const [first, ...rest] = files as readonly [TrainedFile, ...TrainedFile[]];
  const timed = { cpu: await quantize(first, "cpu"), wasm: await quantize(first, "wasm") };
  const models = [timed.cpu.bytes];
  for (const file of rest) models.push((await quantize(file, "mcu")).bytes);
  return { scheme: scheme.name, timed, models };
}

type Chosen = Readonly<Record<"auto" | "cpu" | "wasm", QuantizedModel>>;

/** What `wristill quantize` would ship; it sees training windows only. */
function automatic({ bytes, train }: TrainedFile, target: keyof Chosen): Promise<QuantizedModel> {
  const calibration = calibrationFeeds(bytes, train, calibrationWindows);
  const options = {
    scheme: "auto",
    target,
    calibration,
    budget: autoBudget,
    createSession,
  } as const;
  return quantizeModel(decodeModel(bytes), options);
}

async function pythonContender(
  python: PythonProcess,
  files: readonly TrainedFile[],
  folder: string,
): Promise<Contender> {
  const models: Uint8Array[] = [];
  for (const file of files) {
    const out = join(folder, "python.onnx");
    await python.ask(
      JSON.stringify(await question(file, folder, { out, method: "MinMax", count: 1 })),
    );
    models.push(await readFile(out));
  }
  const file = { form: "qdq", bytes: models[0]! };
  return { scheme: pythonScheme, timed: { cpu: file, wasm: file }, models };
}

/** The line that Python's tool is asked by; its files are written to the folder. */
async function question(
  { bytes, train }: TrainedFile,
  folder: string,
  rest: { readonly out: string; readonly method: string; readonly count: number },
) {
  const [input] = decodeModel(bytes).inputs;
  const feeds = [...calibrationFeeds(bytes, train, calibrationWindows)].map(
    (feed) => feed[input!.name]!,
  );
  const windows = feeds.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const [model, data] = [join(folder, "float.onnx"), join(folder, "windows.f32")];
  await writeFile(model, bytes);
  await writeFile(
    data,
    Buffer.concat(
      feeds.map(({ data: part }) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)),
    ),
  );
  return {
    model,
    data,
    shape: [windows, ...feeds[0]!.shape.slice(1)],
    input: input!.name,
    ...rest,
  };
}

interface Contest {
  readonly contenders: readonly Contender[];
  readonly judges: readonly Judge[];
  readonly chosen: Chosen;
  readonly hosts: Hosts;
}

async function measure(
  network: string,
  first: TrainedFile,
  { contenders, judges, chosen, hosts }: Contest,
) {
  const graph = decodeModel(first.bytes);
  const floats = floatForms(graph, first.bytes);
  const on = (target: Timed) =>
    processLatency(
      [
        ...floats.map(({ form, bytes }) => ({ name: `fp32 ${form}`, bytes })),
        ...contenders.map(({ scheme, timed }) => ({ name: scheme, bytes: timed[target].bytes })),
        { name: `chosen for ${target}`, bytes: chosen[target].bytes },
        { name: "chosen for both", bytes: chosen.auto.bytes },
      ],
      hosts[target],
      { processes, windows: first.test },
    );
  const cpu = await on("cpu");
  const wasm = await on("wasm");
  const [cpuFloat, wasmFloat] = [fastestOf(floats, cpu), fastestOf(floats, wasm)];
  const { macs } = graphCost(graph);
  const agreed = chosen.cpu.scheme === chosen.wasm.scheme;
  const best = (agreed ? chosen.cpu : chosen.auto).scheme;
  const depthwise = graph.nodes.some(isDepthwise);
  const rows: QuantizeRow[] = [];
  const accuracy: number[] = [];
  for (const [i, { scheme, timed, models }] of contenders.entries()) {
    const changes = await Promise.all(models.map((model, at) => judges[at]!(model)));
    if (i === 0) accuracy.push(...changes.map((change) => change.accuracy!.float));
    const bytes = Math.max(timed.cpu.bytes.length, timed.wasm.bytes.length);
    const drops = changes.map(({ accuracy }) => 100 * (accuracy!.float - accuracy!.quantized));
    rows.push({
      ...{ network, scheme, cpuForm: timed.cpu.form, wasmForm: timed.wasm.form },
      ...{ best: scheme === best, depthwise, macs },
      ...{ bytes, bytesRatio: bytes / first.bytes.length },
      ...{ accuracyDrop: mean(drops), drops },
      outputError: mean(changes.map(({ outputError }) => outputError)),
      cpuRatio: cpu[i + floats.length]!.p50 / cpuFloat.p50,
      wasmRatio: wasm[i + floats.length]!.p50 / wasmFloat.p50,
    });
  }
  return {
    accuracy,
    testWindows: first.test.size,
    latency: { cpu: cpuFloat.p50, wasm: wasmFloat.p50 },
    ...(floats.length > 1 && { conv: { cpu: cpuFloat.conv, wasm: wasmFloat.conv } }),
    floor: { cpu: cpu[0]!.floor, wasm: wasm[0]!.floor },
    targets: {
      cpu: { ...described(chosen.cpu), ratio: cpu.at(-2)!.p50 / cpuFloat.p50 },
      wasm: { ...described(chosen.wasm), ratio: wasm.at(-2)!.p50 / wasmFloat.p50 },
    },
    shared: {
      ...described(chosen.auto),
      cpuRatio: cpu.at(-1)!.p50 / cpuFloat.p50,
      wasmRatio: wasm.at(-1)!.p50 / wasmFloat.p50,
    },
    rows,
  };
}

function described({ scheme, form, bytes }: QuantizedModel) {
  return { scheme, form, bytes: bytes.length };
}

/** Ours and Python's in turns: from windows in memory to the bytes of a QDQ file. */
async function quantizeTimes(
  network: string,
  file: TrainedFile,
  python: PythonProcess | undefined,
  folder: string,
): Promise<QuantizeTime[]> {
  const times: QuantizeTime[] = [];
  for (const [ranges, method] of Object.entries(pythonMethods)) {
    const [ours, corrected]: [number[], number[]] = [[], []];
    const theirs: number[] = [];
    const out = join(folder, "timed.onnx");
    const asked = JSON.stringify(await question(file, folder, { out, method, count: 1 }));
    for (let run = -1; run < timedRuns; run++) {
      const seconds = await timeOurs(file, ranges, noCorrections);
      if (run >= 0) ours.push(seconds);
      const longer = await timeOurs(file, ranges, allCorrections);
      if (run >= 0) corrected.push(longer);
      if (!python) continue;
      const answer = (await python.ask(asked)) as { seconds: readonly number[] };
      if (run >= 0) theirs.push(answer.seconds[0]!);
    }
    const beside = theirs.length > 0 && { python: median(theirs) };
    times.push({ network, ranges, ours: median(ours), corrected: median(corrected), ...beside });
  }
  return times;
}

const noCorrections: Corrections = { equalize: false, rounding: "nearest", bias: false };

async function timeOurs(
  { bytes, train }: TrainedFile,
  ranges: string,
  corrections: Corrections,
): Promise<number> {
  const calibration = [...calibrationFeeds(bytes, train, calibrationWindows)];
  const graph = decodeModel(bytes);
  const judge: Judge = () => Promise.reject(new Error("without a budget nothing is judged"));
  const start = performance.now();
  await buildCandidates({
    ...{
      ...quantizeDefaults,
      corrections,
      graph,
      ranges,
      calibration,
      createSession,
      judge,
      budget: undefined,
      opset: workingOpset,
    },
    ...{ scheme: schemes.staticInt8, target: quantizeTargets.mcu },
  });
  return (performance.now() - start) / 1000;
}
