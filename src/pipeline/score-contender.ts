/** @file One training of one contender, and what its files say of the windows of the part. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "#core/errors";
import { writeAtomic } from "#core/files";
import { pack, unpack } from "#core/pack";
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
import type { StageKeeping } from "./stage-store.ts";

export interface Context extends Road {
  readonly views: ViewKeeping;
  readonly part: Part;
}

/** Kept beside the weights. */
export interface Answers {
  readonly confusion: Confusion;
  readonly nll: number;
  readonly ece: number;
  readonly logits: Float32Array; // [sample, class]
}

/** A model and its file. */
export interface ScoredModel extends Answers {
  readonly role: string;
  /** Of the stage that wrote the file. */
  readonly key: string;
  readonly path: string;
}

export interface ContenderScore {
  readonly student: ScoredModel;
  readonly teachers: readonly ScoredModel[];
  /** Whom the student's last training learnt from. */
  readonly taughtBy: readonly ScoredModel[];
  /** s, as measured when each was trained. */
  readonly seconds: { readonly student: number; readonly teachers: number };
  /** Steps of the student's last training. */
  readonly steps: number;
}

export async function scoreContender(
  context: Context,
  contender: Contender,
  seed: number,
): Promise<ContenderScore> {
  const { config, data } = context;
  const spent: Spent[] = [];
  const store = timed(context.store, spent);
  const distilled = await trainContender({ ...context, store }, contender, seed);
  const { student, teachers, taughtBy } = distilled;
  const scored = new Map<Trained, ScoredModel>();
  try {
    for (const each of [...teachers, ...taughtBy, student])
      if (!scored.has(each)) scored.set(each, await scoreModel(context, each));
  } finally {
    distilled.release();
  }
  const batches = Math.ceil(data.raw.train.size / config.train.student.batchSize);
  return {
    student: scored.get(student)!,
    teachers: teachers.map((each) => scored.get(each)!),
    taughtBy: taughtBy.map((each) => scored.get(each)!),
    seconds: secondsOf(spent, student, seed),
    steps: student.history.length * batches,
  };
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

interface Spent {
  readonly key: string;
  readonly path: string;
  readonly seconds: number;
}

/** The store, which notes what each stage took when it was made. */
function timed({ folder, stage }: StageKeeping, spent: Spent[]): StageKeeping {
  return {
    folder,
    async stage(spec, produce) {
      const finished = await stage(spec, produce);
      const { key, seconds } = finished;
      spent.push({ key, path: spec.path ?? spec.name, seconds });
      return finished;
    },
  };
}

/** A student that was chosen among others was trained under another name. */
function secondsOf(spent: readonly Spent[], { key }: Trained, seed: number) {
  const isOwn = (each: Spent) => each.key === key || each.path.startsWith(`seed-${seed}/student-`);
  const sum = (some: readonly Spent[]) => some.reduce((total, each) => total + each.seconds, 0);
  return { student: sum(spent.filter(isOwn)), teachers: sum(spent.filter((each) => !isOwn(each))) };
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

const files = { model: "model.onnx", answers: "answers.json" } as const;

/** The exported file, and what it takes the part's windows for. */
async function scoreModel(
  context: Context,
  { network, key: trained, role }: Trained,
): Promise<ScoredModel> {
  const { config, data, store, part } = context;
  const spec = {
    name: "answers",
    path: `answers/${part}-${trained.slice(0, 16)}`,
    options: { part, export: config.export },
    after: [trained],
  };
  const { key, folder } = await store.stage(spec, async (target) => {
    const { bytes } = exportNetwork(network, config, data, {});
    const { confusion, nll, ece, logits } = await measureFile(role, bytes, partOf(context));
    const answers: Answers = { confusion, nll, ece, logits };
    await writeAtomic(join(target, files.model), bytes);
    await writeAtomic(join(target, files.answers), pack(answers));
  });
  const text = await readFile(join(folder, files.answers), "utf8");
  return {
    role,
    key,
    path: join(folder, files.model),
    ...unpack<Answers>(text, join(folder, files.answers)),
  };
}
