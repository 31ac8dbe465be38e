/** @file What the numbers say, in sentences that stay true whatever the numbers are. */
import { areStrangers } from "./data-words.ts";
import { bytes, count, duration, percent, points, signed } from "./format.ts";
import type { Gain, ModelKind, RunResult } from "./result.ts";
import {
  bestBaseline,
  bestTeacher,
  floatStudent,
  type ModelSummary,
  summarize,
  summaryOf,
  titleWithin,
} from "./summary.ts";

export interface Verdict {
  /** Did distillation help? */
  readonly headline: string;
  /** What the headline rests on, and what the device gets. */
  readonly sentences: readonly string[];
}

/** More than this much accuracy lost to quantization is worth a warning. */
const tolerableLoss = 0.005;

export function verdict(result: RunResult): Verdict {
  const summaries = summarize(result);
  const sentences = [
    gainSentence(result, summaries),
    prunedSentence(summaries),
    quantizedSentence(result, summaries),
    speedSentence(summaries),
    teacherSentence(summaries),
    baselineSentence(summaries),
  ];
  return { headline: headline(result, summaries), sentences: sentences.filter((s) => s !== "") };
}

function headline({ data, gain, method }: RunResult, summaries: readonly ModelSummary[]): string {
  if (gain === null) {
    const student = floatStudent(summaries);
    if (!student) return "This run trained no student.";
    const whose = areStrangers(data) ? "windows of people it never saw" : "test windows";
    return `The ${titleWithin(student.model)} is right on ${percent(student.accuracy.mean)} of the ${whose}.`;
  }
  if (gain.interval === null)
    return `${points(gain.mean)} with ${method.name} in one seed: too few to call it a gain or a loss.`;
  if (gain.interval.low > 0)
    return `Distillation with ${method.name} helped: ${points(gain.mean)}.`;
  if (gain.interval.high < 0) return `Distillation with ${method.name} hurt: ${points(gain.mean)}.`;
  return `No gain shown: ${points(gain.mean)} with ${method.name}, within the noise.`;
}

function gainSentence({ gain }: RunResult, summaries: readonly ModelSummary[]): string {
  const alone = summaryOf(summaries, "alone");
  const distilled = summaryOf(summaries, "distilled");
  if (!gain || !alone || !distilled) return "";
  const facts = `The distilled student reaches ${percent(distilled.accuracy.mean)}, the same network trained alone ${percent(alone.accuracy.mean)}`;
  return `${facts}; ${certainty(gain)}.`;
}

function certainty({ n, interval }: Gain): string {
  if (interval === null) return "run again with --seeds 5 for an interval";
  const range = `${signed(100 * interval.low)} to ${signed(100 * interval.high)} points`;
  const zero = interval.low > 0 || interval.high < 0 ? "excludes" : "includes";
  return `the 95 % interval over ${n} seeds, ${range}, ${zero} zero`;
}

function prunedSentence(summaries: readonly ModelSummary[]): string {
  const pruned = summaryOf(summaries, "pruned");
  const source = pruned && summaryOf(summaries, pruned.model.role as ModelKind);
  if (!pruned || !source) return "";
  const share = (pruned.model.macs / source.model.macs).toFixed(2);
  const change = points(pruned.accuracy.mean - source.accuracy.mean);
  return `Pruned, it makes ${share}× the multiplications (${count(pruned.model.macs)}): ${change}.`;
}

function quantizedSentence(
  { quantization }: RunResult,
  summaries: readonly ModelSummary[],
): string {
  const small = summaryOf(summaries, "quantized");
  const float = floatStudent(summaries);
  if (!quantization || !small || !float) return "";
  if (small.model.bytes === null || float.model.bytes === null) return "";
  const { scheme } = quantization;
  if (scheme === "float") return "No quantized file was better within its budget: float ships.";
  const ratio = (small.model.bytes / float.model.bytes).toFixed(2);
  const lost = float.accuracy.mean - small.accuracy.mean;
  const size = `As ${scheme} it takes ${bytes(small.model.bytes)}, ${ratio}× its float file,`;
  if (lost > tolerableLoss + 1e-9)
    return `${size} and loses ${(100 * lost).toFixed(1)} points, more than the half point one should accept.`;
  if (lost >= 0.0005) return `${size} and loses ${(100 * lost).toFixed(1)} points.`;
  return `${size} and loses nothing (${points(-lost)}).`;
}

function speedSentence(summaries: readonly ModelSummary[]): string {
  const small = summaryOf(summaries, "quantized");
  const float = floatStudent(summaries);
  if (!float) return "";
  const answers = (["cpu", "wasm"] as const).flatMap((target) => {
    const time = (small ?? float).model.latency[target]?.p50;
    return time === undefined ? [] : [`${duration(time)} on ${targetName(target)}`];
  });
  if (answers.length === 0) return "";
  return `It answers in ${answers.join(" and ")} (median, one window)${comparison(small, float)}.`;
}

function comparison(small: ModelSummary | undefined, float: ModelSummary): string {
  const quantized = small?.model.latency.cpu?.p50;
  const unquantized = float.model.latency.cpu?.p50;
  if (quantized === undefined || unquantized === undefined) return "";
  const ratio = unquantized / quantized;
  const times = duration(unquantized);
  if (ratio > 1.05) return `; on CPU that is ${ratio.toFixed(1)}× as fast as float (${times})`;
  if (ratio < 0.95)
    return `; on CPU float is faster (${times}): here quantization buys size, not time`;
  return `; on CPU float takes about the same (${times})`;
}

function teacherSentence(summaries: readonly ModelSummary[]): string {
  const teacher = bestTeacher(summaries);
  const student = floatStudent(summaries);
  if (!teacher || !student) return "";
  const times = teacher.model.parameters / student.model.parameters;
  const inputs = teacher.model.inputs.join(" + ");
  return `The best teacher (${teacher.model.role ?? teacher.model.network}, ${inputs}) reaches ${percent(teacher.accuracy.mean)} with ${times.toFixed(times < 9.5 ? 1 : 0)}× the parameters.`;
}

function baselineSentence(summaries: readonly ModelSummary[]): string {
  const baseline = bestBaseline(summaries);
  const student = floatStudent(summaries);
  if (!baseline || !student) return "";
  const better = student.accuracy.mean - baseline.accuracy.mean;
  const facts = `Without a network, ${baseline.model.role} on features of the same windows reaches ${percent(baseline.accuracy.mean)}`;
  if (better > 0)
    return `${facts}; the ${titleWithin(student.model)} is ${(100 * better).toFixed(1)} points above.`;
  return `${facts}: the ${titleWithin(student.model)} does not beat it (${points(better)}).`;
}

/** "CPU", "WASM". */
export function targetName(target: string): string {
  return target.toUpperCase();
}
