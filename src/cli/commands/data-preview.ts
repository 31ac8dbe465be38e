/** @file `wristill data preview`: a few windows before and after augmentation. */
import { defineCommand } from "citty";
import { composeAugmentations } from "#augmentations/compose";
import { UserError } from "#core/errors";
import { writeAtomic } from "#core/files";
import { packageVersion } from "#core/package-version";
import { Random } from "#core/random";
import { augmentationChain } from "#src/cli/augmentation-chain";
import { type DataSource, dataSource } from "#src/cli/data-source";
import type { Terminal } from "#src/cli/terminal";

export const dataPreview = defineCommand({
  meta: { name: "data preview", description: "Draw windows before and after augmentation" },
  args: {
    data: {
      type: "positional",
      required: true,
      description: "configuration, data set, or folder of your own recordings",
    },
    augment: {
      type: "string",
      description: "jitter,time-warp(sigma=0.4); default: the configuration's",
      valueHint: "chain",
    },
    path: { type: "string", description: "where the data set's files lie", valueHint: "folder" },
    seed: {
      type: "string",
      default: "1",
      description: "other windows, other draws",
      valueHint: "n",
    },
    html: { type: "string", description: "write a page with several draws", valueHint: "file" },
  },
  async run({ args, data }) {
    const { stdout } = data as Terminal;
    const source = await dataSource(args.data, args.path);
    const chain =
      args.augment === undefined ? configuredChain(source) : augmentationChain(args.augment);
    const random = new Random(seedOf(args.seed));
    composeAugmentations(chain); // mistakes in it are told before anything is read
    const { previewAugmentations } = await import("#src/pipeline/preview-augmentations");
    const { configuredWindows, namedWindows } = await import("#src/pipeline/preview-windows");
    const { windows, normalization } = source.config
      ? await configuredWindows(source.config)
      : await namedWindows(source, random);
    const { title } = source.dataset;
    const preview = previewAugmentations(windows, { title, chain, normalization, random });
    if (args.html === undefined) {
      const { previewText } = await import("#report/data-page/preview-text");
      stdout.write(`${previewText(preview)}\n`);
      return;
    }
    const { previewHtml } = await import("#report/data-page/preview-html");
    await writeAtomic(args.html, previewHtml(preview, packageVersion()));
    stdout.write(`${args.html}\n`);
  },
});

function configuredChain({ config }: DataSource) {
  if (config && config.augment.length > 0) return config.augment;
  throw new UserError(
    config ? "the configuration has no augmentations" : "--augment is missing",
    "for example --augment jitter,time-warp(sigma=0.4); `wristill list augmentations` names them",
  );
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new UserError(`--seed: expected a whole number, at least 0; got "${text}"`);
}
