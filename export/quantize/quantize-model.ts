/** @file A float model becomes a small one: scheme, form and what stays float are chosen by measuring. */
import {
  type ConvChoice,
  type ConvForm,
  convFormOf,
  convWords,
  inConvForm,
  otherConvForm,
} from "#export/conv-form";
import { copyGraph } from "#graph/copy-graph";
import type { Graph } from "#graph/graph";
import { inOpset, opsetOf, toWorkingOpset } from "#graph/opset/convert-opset";
import { encodeModel } from "#graph/protobuf";
import type { CreateSession } from "#runtime/session";
import type { CalibrationFeeds } from "./calibrate.ts";
import {
  buildCandidates,
  type CandidateContext,
  type QuantizedCandidate,
  schemesNamed,
  trainedCandidates,
} from "./candidates.ts";
import { choose, type Measured, type Preference, slownessOf } from "./choose.ts";
import { allCorrections, type Corrections } from "./correct.ts";
import { encodeCompact } from "./encode-compact.ts";
import type { QuantizedTensor } from "./insert-qdq.ts";
import { type Budget, type Change, createJudge, isWithin, type Trial } from "./judge.ts";
import type { Sensitivity } from "./keep-within.ts";
import { type TargetName, targetNamed } from "./targets.ts";
import { betterOf, type TrainedForScheme } from "./trained.ts";

export interface QuantizeOptions {
  /** Inputs of the model, from training windows (512 are plenty), in batches. An array, or what can be walked again. */
  readonly calibration: CalibrationFeeds;
  /** Runs the calibration and judges candidates. */
  readonly createSession: CreateSession;
  /** Name of a scheme; "auto": whichever keeps the budget and suits `prefer` best; "float": none. */
  readonly scheme: string;
  readonly target: TargetName;
  /** Ship the fastest file or the smallest. */
  readonly prefer: Preference;
  /** Whether the float model is timed beside the files of a named scheme; of "auto" it is one of those to choose among. */
  readonly measureFloat: boolean;
  /** Name of a range method: which part of what calibration saw the steps span. */
  readonly ranges: string;
  /** 7 keeps x86 processors without VNNI from saturating 16-bit sums, at half the weight resolution. */
  readonly weightBits: 7 | 8;
  /** ONNX operator set of the file. Default: the model's own. */
  readonly opset?: number | undefined;
  readonly corrections: Corrections;
  /** Of convolutions. "auto": as the model has them, and where layers compute in float whichever form is faster. */
  readonly conv: ConvChoice;
  /** Layers are kept in float until this holds. Default: no limit for a named scheme, {@link autoBudget} for "auto". */
  readonly budget?: Budget | undefined;
  /** Models trained for a scheme, by its name: shipped where they are right more often on the trial. */
  readonly trained?: ReadonlyMap<string, TrainedForScheme>;
  /** Windows to judge by, best not those of the calibration. Default: the calibration, without labels. */
  readonly trial?: Trial | undefined;
}

export const quantizeDefaults = {
  scheme: "static-int8",
  target: "auto",
  prefer: "speed",
  measureFloat: false,
  ranges: "mse",
  weightBits: 8,
  corrections: allCorrections,
  conv: "auto",
} as const;

/** Half a point where there are labels, and answers that stay within a tenth. */
export const autoBudget: Budget = { accuracyLoss: 0.005, outputError: 0.1 };

export interface QuantizedModel {
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  /** The same in the operator set that passes are written for. */
  readonly graph: Graph;
  /** Its name among {@link QuantizedModel.measured}. */
  readonly title: string;
  /** "static-int8"; "float" where nothing beat the model as it was. */
  readonly scheme: string;
  /** "qdq". */
  readonly form: string;
  /** The form of its convolutions, where it is not that of the model. */
  readonly conv?: ConvForm | undefined;
  /** Why this one, in one sentence with its figures. */
  readonly reason: string;
  readonly measured: readonly Measured[];
  /** Every quantized activation, with its range. */
  readonly tensors: readonly QuantizedTensor[];
  /** Windows that calibration saw. */
  readonly calibrationWindows: number;
  /** Whether its weights were trained to be rounded. */
  readonly trained: boolean;
  /** Names of layers that compute in float. */
  readonly kept: readonly string[];
  /** What each layer costs by itself, where some had to be kept; most sensitive first. */
  readonly sensitivities: readonly Sensitivity[];
  /** Against the float model. */
  readonly change: Change;
}

type GivenOptions = Partial<QuantizeOptions> &
  Pick<QuantizeOptions, "calibration" | "createSession">;

/** Quantize a clean float graph (the `graph` of exportOnnx, or of openModel), which stays as it is. */
export async function quantizeModel(source: Graph, given: GivenOptions): Promise<QuantizedModel> {
  const { opset = opsetOf(source) } = given;
  const options = { ...quantizeDefaults, ...given, opset };
  const { createSession, prefer, calibration, conv } = options;
  const clean = toWorkingOpset(copyGraph(source));
  const graph = conv === "auto" ? clean : inConvForm(clean, conv);
  const target = targetNamed(options.target);
  const schemes = schemesNamed(options.scheme, target);
  const isNamed = schemes.length === 1;
  const isTimed = conv === "auto" && target.runtimes.length > 0;
  const budget = options.budget ?? (options.scheme === "auto" ? autoBudget : undefined);
  const trial = options.trial ?? { feeds: calibration };
  const judge = await createJudge(encodeModel(graph), trial, createSession);
  const floats = floatCandidates(conv === "auto" ? source : graph, opset, isTimed);
  const candidates: QuantizedCandidate[] = [];
  for (const scheme of schemes) {
    const context = { ...options, graph, scheme, target, judge, budget };
    for (const each of await candidatesOf(context, options)) {
      const change = await judge(each.bytes);
      const moved = each.trained ? { ...change, outputError: 0 } : change; // training may move outputs
      if (isNamed || isWithin(moved, budget!)) candidates.push(each);
    }
  }
  const rivals = isNamed ? candidates : [...floats, ...candidates];
  const runtimes = await Promise.all(target.runtimes.map((load) => load()));
  const chosen = await choose(
    rivals as [QuantizedCandidate, ...QuantizedCandidate[]],
    runtimes,
    prefer,
    isNamed && options.measureFloat ? floats : [],
  );
  const { candidate, measured } = chosen;
  const reason = chosen.reason + convReason(candidate, rivals, measured, graph);
  return { ...candidate, reason, measured, change: await judge(candidate.bytes) };
}

/** Of one scheme. */
async function candidatesOf(context: CandidateContext, { trained }: QuantizeOptions) {
  const { judge, budget, scheme } = context;
  const rounded = await buildCandidates(context);
  const own = trained?.get(scheme.name);
  return own ? betterOf(rounded, trainedCandidates(context, own), judge, budget) : rounded;
}

/** The model itself; in both forms of its convolutions where they race. */
function floatCandidates(source: Graph, opset: number, races: boolean): QuantizedCandidate[] {
  const other = races ? otherConvForm(source) : undefined;
  return (other ? [undefined, other] : [undefined]).map((conv) => {
    const graph = conv ? inConvForm(source, conv) : source;
    return {
      ...{ title: conv ? `float, ${convWords[conv]}` : "float", scheme: "float", form: "float" },
      ...{ graph, conv, bytes: encodeCompact(inOpset(graph, opset)) },
      ...{ tensors: [], kept: [], sensitivities: [], calibrationWindows: 0, trained: false },
    };
  });
}

/** How much longer the same file takes with its convolutions in the other form, where both raced. */
function convReason(
  chosen: QuantizedCandidate,
  rivals: readonly QuantizedCandidate[],
  measured: readonly Measured[],
  graph: Graph,
): string {
  const { scheme, form, conv, trained } = chosen;
  const at = rivals.findIndex(
    (it) => it.scheme === scheme && it.form === form && it.conv !== conv && it.trained === trained,
  );
  if (at < 0) return "";
  const what = convWords[rivals[at]!.conv ?? convFormOf(graph)];
  return `; ${slownessOf(measured[at]!, measured[rivals.indexOf(chosen)]!, what)}`;
}
