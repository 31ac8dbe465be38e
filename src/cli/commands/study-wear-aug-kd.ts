/** @file `wristill study wear-aug-kd`: which augmentation for the teacher, which for the student. */
import { defineCommand } from "citty";
import { UserError } from "#core/errors";
import { listOf } from "#src/cli/lists";
import { partArgument, partNamed } from "#src/cli/parts";
import { conductStudy, studyArguments } from "#src/cli/study";
import type { Terminal } from "#src/cli/terminal";

const modes = ["full", "eskd"];

export const studyWearAugKd = defineCommand({
  meta: {
    name: "study wear-aug-kd",
    description: "Train a grid of teacher's and student's augmentations, and say what to use",
  },
  args: {
    ...studyArguments,
    strategies: {
      type: "string",
      default: "original,removal,noise,shift,mix1,mix2",
      description: "augmentations, each for teacher and student; original is none",
      valueHint: "list",
    },
    modes: {
      type: "string",
      default: modes.join(","),
      description: "full: trained to the end; eskd: teacher and distillation stop early",
      valueHint: "list",
    },
    part: partArgument,
  },
  async run({ args, data, rawArgs }) {
    const strategies = listOf("--strategies", args.strategies);
    const part = partNamed(args.part);
    const chosen = listOf("--modes", args.modes);
    const unknown = chosen.find((mode) => !modes.includes(mode));
    if (unknown !== undefined)
      throw new UserError(`--modes: expected full, eskd or both; got "${unknown}"`);
    const { wearAugKd } = await import("#src/pipeline/wear-aug-kd");
    const { wearAugKdMarkdown } = await import("#src/pipeline/wear-aug-kd-markdown");
    const { teacher } = args;
    const options = { strategies, modes: chosen, part, ...(teacher && { teacher }) };
    await conductStudy(
      { args, terminal: data as Terminal, rawArgs },
      {
        name: "wear-aug-kd",
        run: (config, jobs, environment) => wearAugKd(config, { ...options, jobs }, environment),
        markdown: wearAugKdMarkdown,
      },
    );
  },
});
