/** @file A strap that slips round the arm. */
import { wornAxes } from "#augmentations/channel-groups";
import { augmentedWindows } from "./augmented-windows.ts";
import type { Disturbance } from "./disturbance.ts";

export const strapRoll: Disturbance = {
  name: "strap-roll",
  source: "wristill; the augmentation rotation-3d",
  summary: "sensors turned about the forearm, each window by an angle of its own",
  title: "Strap turned about the forearm",
  axis: "degrees, at most",
  strengths: [0, 15, 30, 60, 90, 180],
  needs: wornAxes,
  disturb: (windows, degrees, context) => {
    const options = { degrees, axis: context.forearm };
    return augmentedWindows(windows, [{ name: "rotation-3d", options }], context);
  },
};
