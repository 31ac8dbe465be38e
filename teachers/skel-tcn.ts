/** @file The skeleton teacher: a residual network over joint coordinates. */
import { defineNetwork, type NetworkEntry } from "#core/network";
import { type Wrn1dOptions, wrn1d } from "./wrn1d.ts";

/** wrn1d over the coordinates of all joints (20 joints: 60 channels; with velocities 120). */
export const skelTcn: NetworkEntry<Wrn1dOptions> = defineNetwork({
  name: "skel-tcn",
  summary: "temporal convolutions over skeleton joints",
  source: "wrn1d on J · 3 channels (wristill)",
  modalities: ["skeleton"],
  options: { depth: 16, width: 3 },
  build: (task, options) => wrn1d.build(task, options),
});
