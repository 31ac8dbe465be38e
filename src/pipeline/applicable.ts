/** @file Whether a method can work with the networks and the parts at hand, before anything is trained. */
import { UserError } from "#core/errors";
import { buildNetwork, type DistillPlan, stagesOf } from "#distill/distill-plan";
import { shapesOf } from "#distill/learner";
import type { Need } from "#distill/method";
import type { TrainingData } from "#distill/training-data";

/** What is asked of a network's taps, by what a method says it needs. */
const asked: Partial<Record<Need, Asked>> = {
  maps: { axes: 2, atLeast: 1, words: "inner maps [time, channel]" },
  branches: { axes: 1, atLeast: 2, alike: true, words: "a branch [feature] per modality" },
};

interface Asked {
  readonly axes: number;
  readonly atLeast: number;
  /** As many in every network. */
  readonly alike?: boolean;
  readonly words: string;
}

/** Throws a {@link UserError} for taps or a validation part that are not there, and for a teacher's file that will not do. */
export async function checkApplicable(plan: DistillPlan, data: TrainingData): Promise<void> {
  const { method, student, teachers } = plan;
  const validates = stagesOf(plan).some(
    (stage) => "choose" in stage || ("measure" in stage && stage.part === "validation"),
  );
  if (validates && !data.validation)
    throw new UserError(
      `method "${method.name}" chooses or measures on the validation part, and there is none`,
      "set `data: { split: { validation: … } }`",
    );
  const wanted = method.needs.flatMap((need) => asked[need] ?? []);
  const networks = [];
  for (const network of [student, ...Object.values(teachers)]) {
    if (wanted.length === 0 && !("open" in network.entry)) continue; // nothing is asked of it
    const { taps } = shapesOf(await buildNetwork(network, data, 0));
    networks.push({ name: network.entry.name, taps: Object.entries(taps) });
  }
  for (const want of wanted) requireTaps(method.name, want, networks);
}

interface Taps {
  readonly name: string;
  readonly taps: readonly (readonly [string, readonly number[]])[];
}

function requireTaps(method: string, want: Asked, networks: readonly Taps[]): void {
  const { axes, atLeast, alike = false, words } = want;
  const counts = networks.map(({ name, taps }) => ({
    name,
    count: taps.filter(([tap, shape]) => shape.length === axes && tap !== "features").length,
  }));
  const known = `\`${method}\` reads taps of networks: ${counts.map(({ name, count }) => `${name} has ${count}`).join(", ")}`;
  const poor = counts.find(({ count }) => count < atLeast);
  if (poor) {
    const has = poor.count === 0 ? "none" : `only ${poor.count}`;
    throw new UserError(`method "${method}" wants ${words}, and ${poor.name} has ${has}`, known);
  }
  if (alike && new Set(counts.map(({ count }) => count)).size > 1)
    throw new UserError(`method "${method}" wants ${words}, as many in every network`, known);
}
