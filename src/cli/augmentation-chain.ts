/** @file A chain in one line: "jitter, time-warp(sigma=0.4)". */
import type { AugmentationConfig } from "#augmentations/augmentation";
import { UserError } from "#core/errors";
import { writtenOptions } from "#src/pipeline/method-choice";

const form = /^(?<name>[\w-]+)(?:\((?<options>[^()]*)\))?$/;

/** Names and options are not looked up here. Throws a {@link UserError} for another form. */
export function augmentationChain(text: string): readonly AugmentationConfig[] {
  const links = text.split(/,(?![^()]*\))/).map((link) => link.trim());
  return links.map((link) => {
    const { name, options = "" } = form.exec(link)?.groups ?? {};
    if (name !== undefined) return { name, options: writtenOptions(options, link) };
    throw new UserError(
      `--augment: expected augmentations such as jitter,time-warp(sigma=0.4); got "${link}"`,
      "`wristill list augmentations` names them with their options",
    );
  });
}
