/** @file A chain in one line: "jitter, time-warp(sigma=0.4)". */
import type { AugmentationConfig } from "#augmentations/augmentation";
import { UserError } from "#core/errors";
import { namedChoice } from "./named-choice.ts";

/** Names and options are not looked up here. Throws a {@link UserError} for another form. */
export function augmentationChain(text: string): readonly AugmentationConfig[] {
  const links = text.split(/,(?![^()]*\))/).map((link) => link.trim());
  return links.map((link) => {
    const choice = namedChoice(link);
    if (choice) return choice;
    throw new UserError(
      `--augment: expected augmentations such as jitter,time-warp(sigma=0.4); got "${link}"`,
      "`wristill list augmentations` names them with their options",
    );
  });
}
