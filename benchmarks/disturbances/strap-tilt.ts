/** @file A sensor put on anyhow. */
import { wornAxes } from "#augmentations/channel-groups";
import { augmentedWindows } from "./augmented-windows.ts";
import type { Disturbance } from "./disturbance.ts";

export const strapTilt: Disturbance = {
  name: "strap-tilt",
  source: "wristill; the augmentation rotation-3d",
  summary: "sensors turned about any axis, each window by an axis and angle of its own",
  title: "Strap turned about any axis",
  axis: "degrees, at most",
  strengths: [0, 15, 30, 60, 90, 180],
  needs: wornAxes,
  disturb: (windows, degrees, context) =>
    augmentedWindows(windows, [{ name: "rotation-3d", options: { degrees } }], context),
};
