/** @file A model on a live stream: rows of a sensor → windows → labels. In Node and in browsers; loads no tf.js. */
export { UserError } from "#core/errors";
export { createSession } from "#runtime/ort";
export {
  ActivityStream,
  type ActivityStreamOptions,
  type SmoothingChoice,
  type StreamFigures,
  unknown,
  type WindowAnswer,
} from "./activity-stream.ts";
export type { Smoothing } from "./smoothing/smoother.ts";
export { type StreamModel, streamModel } from "./stream-model.ts";
export {
  type StreamGap,
  type StreamWindow,
  type WindowSinks,
  WindowStream,
} from "./window-stream.ts";
export type { WindowStreamOptions } from "./window-stream-options.ts";
