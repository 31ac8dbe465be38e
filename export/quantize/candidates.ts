/** @file The files that may be shipped: one scheme in its forms, with more or less left in float. */
import { lookup, type Registry } from "#core/registry";
import {
  type ConvChoice,
  type ConvForm,
  convWords,
  inConvForm,
  otherConvForm,
} from "#export/conv-form";
import { contentHash } from "#export/write-metadata";
import type { Graph } from "#graph/graph";
import { inOpset } from "#graph/opset/convert-opset";
import { encodeModel } from "#graph/protobuf";
import { calibratedRanges } from "./calibrated-ranges.ts";
import type { Candidate } from "./choose.ts";
import { corrected, equalized, restored } from "./correct.ts";
import { encodeCompact } from "./encode-compact.ts";
import type { QuantizedTensor } from "./insert-qdq.ts";
import type { Budget, Judge } from "./judge.ts";
import { type Fallback, keepWithin, type Sensitivity } from "./keep-within.ts";
import { isWeighted, type Kept } from "./plan.ts";
import type { QuantizeOptions } from "./quantize-model.ts";
import type { Range } from "./range.ts";
import type { Form, Scheme, SchemeSource } from "./scheme.ts";
import * as schemes from "./schemes.ts";
import type { QuantizeTarget } from "./targets.ts";
import type { TrainedForScheme } from "./trained.ts";
import { isDepthwise } from "./weights.ts";

export interface QuantizedCandidate extends Candidate {
  readonly scheme: string;
  readonly form: string;
  readonly graph: Graph;
  readonly tensors: readonly QuantizedTensor[];
  readonly kept: readonly string[];
  readonly sensitivities: readonly Sensitivity[];
  readonly calibrationWindows: number;
  /** Whether its weights were trained to be rounded. */
  readonly trained: boolean;
  /** The form of its convolutions, where it is not that of the model. */
  readonly conv?: ConvForm | undefined;
}

export interface CandidateContext
  extends Pick<
    QuantizeOptions,
    "calibration" | "createSession" | "ranges" | "weightBits" | "corrections" | "conv"
  > {
  /** Operator set of the files. */
  readonly opset: number;
  readonly graph: Graph;
  readonly scheme: Scheme;
  readonly target: QuantizeTarget;
  readonly judge: Judge;
  readonly budget: Budget | undefined;
}

/** The scheme of that name; for "auto" all that suit the target, for "float" none. */
export function schemesNamed(
  name: string,
  { integers = false }: Pick<QuantizeTarget, "integers">,
): readonly Scheme[] {
  const registry: Registry<Scheme> = schemes;
  if (name === "float") return [];
  if (name !== "auto") return [lookup("scheme", registry, name)];
  return Object.values(registry).filter(({ calibrated }) => calibrated || !integers);
}

/** Every form that the target may have; where it is measured, also with layers in float that may be faster so. */
export async function buildCandidates(context: CandidateContext): Promise<QuantizedCandidate[]> {
  const { scheme, target } = context;
  return allOf(scheme, target, await prepare(context));
}

/** The same for a model that was trained for the scheme: its weights and ranges are taken as they are. */
export function trainedCandidates(
  context: CandidateContext,
  { graph, ranges }: TrainedForScheme,
): QuantizedCandidate[] {
  const { scheme, target, weightBits, opset, conv } = context;
  const { activations } = target;
  const nothing = { keep: new Set<string>(), sensitivities: [] };
  const sourceWith = (keep: Kept) => ({ graph, ranges, weightBits, keep, activations });
  const prepared: Prepared = { sourceWith, fallback: nothing, windows: 0, opset, conv };
  return allOf(scheme, target, prepared).map((each) => ({
    ...each,
    ...{ title: `${each.title}, trained`, trained: true },
  }));
}

function allOf(
  scheme: Scheme,
  { portable, runtimes }: QuantizeTarget,
  prepared: Prepared,
): QuantizedCandidate[] {
  const forms = scheme.forms.filter((form) => form.portable || !portable);
  const measurable = runtimes.length > 0;
  return (measurable ? forms : forms.slice(0, 1)).flatMap((form) =>
    variantsOf(form, prepared, measurable).flatMap((keep) =>
      convsOf(form, prepared, measurable, keep).map((conv) =>
        built(scheme, form, prepared, keep, conv),
      ),
    ),
  );
}

/** The model's own, and the other one where a race can tell. */
function convsOf(
  { floats = false }: Form,
  { sourceWith, conv }: Prepared,
  measurable: boolean,
  keep: Kept,
): (ConvForm | undefined)[] {
  const other =
    conv === "auto" && floats && measurable ? otherConvForm(sourceWith(keep).graph) : undefined;
  return other ? [undefined, other] : [undefined];
}

interface Prepared {
  /** What a form is built from, with those layers in float. */
  sourceWith(keep: Kept): SchemeSource;
  readonly fallback: Fallback;
  readonly windows: number;
  readonly opset: number;
  readonly conv: ConvChoice;
}

/** Correct, calibrate, and find what must stay float. */
async function prepare(context: CandidateContext): Promise<Prepared> {
  const { scheme, createSession, calibration: feeds, weightBits, corrections, budget } = context;
  const even = corrections.equalize ? equalized(context.graph) : context.graph;
  const { ranges, windows } = scheme.calibrated
    ? await calibratedRanges(even, context)
    : { ranges: new Map<string, Range>(), windows: 0 };
  const inputs = { scheme, weightBits, keep: new Set<string>(), feeds, createSession };
  const corrects = corrections.bias || corrections.rounding === "data";
  const graph = corrects ? await corrected(even, corrections, inputs) : even;
  const sourceWith = (keep: Kept) => {
    const source = restored(graph, even, keep);
    return { graph: source, ranges, weightBits, keep, activations: context.target.activations };
  };
  const fallback = budget
    ? await fallbackFor(budget, sourceWith, context)
    : { keep: new Set<string>(), sensitivities: [] };
  return { sourceWith, fallback, windows, opset: context.opset, conv: context.conv };
}

function fallbackFor(
  budget: Budget,
  sourceWith: Prepared["sourceWith"],
  { graph, scheme, judge }: CandidateContext,
) {
  const layers = graph.nodes.filter(isWeighted).map(({ name }) => name);
  const [form] = scheme.forms as readonly [Form, ...Form[]];
  return keepWithin(budget, layers, (keep) =>
    judge(encodeModel(form.build(sourceWith(keep)).graph)),
  );
}

/** What stays float: what must, and in integer forms also depthwise layers, or the first and the last. */
function variantsOf(
  { portable }: Form,
  { sourceWith, fallback }: Prepared,
  measurable: boolean,
): Kept[] {
  const { keep } = fallback;
  const { graph } = sourceWith(keep);
  if (portable || !measurable) return [keep];
  const layers = graph.nodes.filter(isWeighted);
  const depthwise = layers.filter(isDepthwise).map(({ name }) => name);
  const ends = [layers[0], layers.at(-1)].flatMap((layer) => layer?.name ?? []);
  const wider = [depthwise, ends].filter((names) => names.some((name) => !keep.has(name)));
  return [keep, ...wider.map((names) => new Set([...keep, ...names]))];
}

function built(
  scheme: Scheme,
  form: Form,
  { sourceWith, fallback, windows, opset }: Prepared,
  keep: Kept,
  conv: ConvForm | undefined,
): QuantizedCandidate {
  const source = sourceWith(keep);
  const turned = conv ? { ...source, graph: inConvForm(source.graph, conv) } : source;
  const { graph, tensors } = form.build(turned);
  graph.metadata.set("content_sha256", contentHash(graph));
  const kept = [...keep];
  const float = kept.length > 0 ? `, keeping ${kept.join(", ")}` : "";
  return {
    title: `${scheme.name} ${form.name}${float}${conv ? `, ${convWords[conv]}` : ""}`,
    ...{ scheme: scheme.name, form: form.name, graph, tensors, kept, conv },
    bytes: encodeCompact(inOpset(graph, opset)),
    sensitivities: fallback.sensitivities,
    calibrationWindows: windows,
    trained: false,
  };
}
