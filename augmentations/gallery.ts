/** @file All augmentations as a table for people: what each does, keeps and takes. */
import {
  type Augmentation,
  type AugmentationPreset,
  type BatchAugmentation,
  stages,
} from "./augmentation.ts";
import * as entries from "./entries.ts";

type Entry = Augmentation | BatchAugmentation | AugmentationPreset;

const registry = Object.values(entries) as unknown as readonly Entry[];

/** `docs/augmentations.md`: Markdown, by stage. */
export function augmentationGallery(): string {
  const declared = registry.filter((entry) => entry.level !== "preset");
  const presets = registry.filter((entry) => entry.level === "preset");
  return [
    "# Augmentations",
    "",
    introduction,
    ...stages.flatMap((stage) => [
      `## Stage ${stage}`,
      "",
      "| name | what it does | formula | options | keeps | paired modalities | source |",
      "|---|---|---|---|---|---|---|",
      ...declared.filter((entry) => entry.stage === stage).map(rowOf),
      "",
    ]),
    "## Presets",
    "",
    "| name | chain | source |",
    "|---|---|---|",
    ...presets.map(({ name, chain, source }) => {
      return `| \`${name}\` | ${chain.map((link) => link.name).join(" → ")} | ${source} |`;
    }),
    "",
  ].join("\n");
}

const introduction = `In a configuration:

\`\`\`yaml
augment:
  - { name: rotation-3d, options: { degrees: 20 } } # on half of the windows: probability is 0.5 by default
  - { name: jitter, probability: 1, options: { sigma: 0.03 }, modalities: [acc] }
  - oneOf: [{ name: time-warp }, { name: window-slice }, { name: mix1 }]
    probability: 0.8
  - chain: [{ name: shift }, { name: scaling }]
\`\`\`

Links run stage by stage (raw → time → amplitude → mask → mix), within a stage in the order given. Stage \`raw\` sees
physical units even where windows are standardised. A window's view depends on seed, epoch and window alone. Shared
draws keep paired modalities aligned, whatever their rates. \`x[t, c]\` is one window, T its time steps, U uniform, N
normal. "Keeps" is what stays as it was with the defaults, and is tested; where \`label\` is missing, some classes may turn
into others.
`;

function rowOf(entry: Augmentation | BatchAugmentation): string {
  const options = Object.entries(entry.options).map(
    ([key, value]) => `${key} ${JSON.stringify(value)}`,
  );
  const pairing = entry.level === "batch" ? "shared" : entry.pairing;
  const needs = entry.level === "window" && entry.needs ? `; for ${entry.needs.what}` : "";
  const cells = [
    ...[`\`${entry.name}\``, `${entry.summary}${needs}`, `\`${entry.formula}\``],
    ...[options.join(", "), entry.keeps.join(", "), pairing, entry.source],
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
