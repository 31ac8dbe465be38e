/** @file stage 6 of 6 · in: ONNX files · out: Measurement */
export {
  type BenchmarkOptions,
  benchmark,
  benchmarkDefaults,
  type Measurement,
} from "./benchmark.ts";
export type { Candidate } from "./candidate.ts";
export { type Comparison, compare, comparisonTable, excludesZero } from "./compare.ts";
export type { Windows } from "./feeds.ts";
export { type BenchReport, benchReport } from "./harness/bench-report.ts";
export type { Job, JobRounds, JobSubject, SubjectTrace, Trace } from "./harness/job.ts";
export type { LatencySummary } from "./harness/latency-summary.ts";
export { type JobHost, runJob } from "./harness/run-job.ts";
export { type Verdict, verdictOf } from "./harness/verdict.ts";
export {
  type AccuracyMeasurement,
  type AccuracyOptions,
  accuracyDefaults,
  type LabelledWindows,
  measureAccuracy,
} from "./measures/accuracy.ts";
export {
  type LatencyMeasurement,
  type LatencyOptions,
  latencyDefaults,
  measureLatency,
} from "./measures/latency.ts";
export * as runtimes from "./runtimes/index.ts";
export type { Runtime, Target } from "./runtimes/runtime.ts";
