/** @file `wristill study sweet-spot`: how long, and in what batches, to train a teacher. */
import { defineCommand } from "citty";
import { wholeNumbersOf } from "#src/cli/lists";
import { conductStudy, studyArguments } from "#src/cli/study";
import type { Terminal } from "#src/cli/terminal";

export const studySweetSpot = defineCommand({
  meta: {
    name: "study sweet-spot",
    description: "Train a grid of the teacher's batch sizes and epochs, and pick by the student",
  },
  args: {
    ...studyArguments,
    batches: {
      type: "string",
      default: "16,32,64,128",
      description: "batch sizes of the teacher",
      valueHint: "list",
    },
    epochs: {
      type: "string",
      default: "10,30,90",
      description: "epochs of the teacher",
      valueHint: "list",
    },
    "scale-rate": {
      type: "boolean",
      description: "learning rate in proportion to the batch, from the configured one",
    },
    refine: { type: "boolean", description: "look between the best cell and its neighbours, too" },
    test: { type: "boolean", description: "then look at the test part once, with the best cell" },
  },
  async run({ args, data, rawArgs }) {
    const batches = wholeNumbersOf("--batches", args.batches, 2);
    const epochs = wholeNumbersOf("--epochs", args.epochs, 1);
    const { sweetSpot } = await import("#src/pipeline/sweet-spot");
    const { sweetSpotMarkdown } = await import("#src/pipeline/sweet-spot-markdown");
    const options = {
      batches,
      epochs,
      scaleRate: args["scale-rate"] === true,
      refine: args.refine === true,
      test: args.test === true,
      ...(args.teacher && { teacher: args.teacher }),
    };
    await conductStudy(
      { args, terminal: data as Terminal, rawArgs },
      {
        name: "sweet-spot",
        run: (config, jobs, environment) => sweetSpot(config, { ...options, jobs }, environment),
        markdown: sweetSpotMarkdown,
      },
    );
  },
});
