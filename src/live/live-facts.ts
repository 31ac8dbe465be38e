/** @file What the page is told: plain data, packed into one file. */
import type { StreamModel } from "#stream/stream-model";
import type { FeatureTap } from "./feature-tap.ts";
import type { HeadFiles } from "./head-step.ts";
import type { MotionColumns } from "./motion-columns.ts";
import type { LiveRecording } from "./recording.ts";

export interface LiveFacts {
  /** Of the model. */
  readonly title: string;
  /** Hash of the model: what a page keeps belongs to this one. */
  readonly key: string;
  readonly bytes: number;
  /** As windows are cut, for rows of a recording. */
  readonly model: StreamModel;
  /** The same with what must become of a sensor's rows before. */
  readonly sensor: StreamModel;
  /** Logits are divided by it, so that confidence can be believed. */
  readonly temperature: number;
  readonly features: FeatureTap;
  readonly head: HeadFiles;
  /** `null`: the model reads what no phone has on itself, or what looks ahead. */
  readonly motion: MotionColumns | null;
  /** Why no sensor will do; empty where one does. */
  readonly whyNoSensor: string;
  readonly recording: LiveRecording | null;
  /** Windows of other people, so that the model stays right about them; `[sample, time, channel]` by input. */
  readonly others: OtherWindows | null;
}

export interface OtherWindows {
  readonly count: number;
  readonly signals: Readonly<Record<string, Float32Array>>;
  readonly labels: Int32Array;
}
