/** @file One training of one contender; what its files get right is a stage of its own. */
import { join } from "node:path";
import { UserError } from "#core/errors";
import { readJson, writeJson } from "#core/files";
import type { WindowSet } from "#core/signal";
import { type Distilled, distill, type Trained } from "#distill/distill";
import type { ViewKeeping } from "#distill/view-store";
import type { Confusion } from "#train/metrics";
import type { Contender, Part } from "./comparison.ts";
import { distillContext } from "./distill-context.ts";
import { exportNetwork, measureFile } from "./exported.ts";
import { keyedStages } from "./keyed-stages.ts";
import { planFor } from "./plans.ts";
import type { Road } from "./road.ts";

export interface Context extends Road {
  readonly views: ViewKeeping;
  readonly part: Part;
}

export interface SeedScores {
  readonly student: Confusion;
  readonly teachers: readonly { readonly role: string; readonly confusion: Confusion }[];
}

export async function scoreContender(
  context: Context,
  contender: Contender,
  seed: number,
): Promise<SeedScores> {
  const { student, teachers } = await trainContender(context, contender, seed);
  const scores = [];
  for (const teacher of teachers)
    scores.push({ role: teacher.role, confusion: await confusionOf(context, teacher) });
  return { student: await confusionOf(context, student), teachers: scores };
}

/** From the store where it was trained before. */
export function trainContender(
  { views, ...road }: Road & Pick<Context, "views">,
  contender: Contender,
  seed: number,
): Promise<Distilled> {
  const { label, written = label } = contender;
  return distill(planFor(road.config, contender, seed), {
    ...distillContext(
      { ...road, store: keyedStages(road.store) },
      seed,
      `student-${fileName(written)}`,
    ),
    views,
  });
}

/** Without what some file systems refuse: "pskd(beta=0):skel+acc" → "pskd_beta_0_skel+acc". */
function fileName(label: string): string {
  return label.replaceAll(/[^\w.+-]+/g, "_");
}

/** The windows to compare on. */
export function partOf({ data, part }: Pick<Context, "data" | "part">): WindowSet {
  const windows = data.raw[part];
  if (windows) return windows;
  throw new UserError(
    "there is no validation part to compare on",
    "set `data: { split: { validation: … } }`",
  );
}

/** What the exported file takes the part's windows for, kept beside the weights. */
async function confusionOf(context: Context, { network, key, role }: Trained): Promise<Confusion> {
  const { config, data, store, part } = context;
  const windows = partOf(context);
  const spec = {
    name: "accuracy",
    path: `accuracy/${part}-${key.slice(0, 16)}`,
    options: { part },
    after: [key],
  };
  const { folder } = await store.stage(spec, async (target) => {
    const { bytes } = exportNetwork(network, config, data, {});
    const { accuracy, macroF1, confusion } = await measureFile(role, bytes, windows);
    await writeJson(join(target, "accuracy.json"), { role, accuracy, macroF1, confusion });
  });
  return (await readJson<{ confusion: Confusion }>(join(folder, "accuracy.json")))!.confusion;
}
