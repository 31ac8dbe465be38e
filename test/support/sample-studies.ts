/** @file Studies of made-up accuracies. */
import { Random } from "#core/random";
import {
  type SweetSpot,
  type SweetSpotCell,
  conclusions as sweetConclusions,
} from "#src/pipeline/sweet-spot";
import { conclusions, type WearAugKd, type WearAugKdCell } from "#src/pipeline/wear-aug-kd";

const seeds = [1, 2, 3, 4, 5];
const networks = { teacher: "wrn1d", student: "cnn1d-tiny" };

/** Five accuracies around a share. */
function around(share: number, name: string): number[] {
  const random = new Random(1).fork(name);
  return seeds.map(() => Math.round(1e4 * (share + 0.01 * random.normal())) / 1e4);
}

/** What each strategy is worth to a student; teachers gain a third of it. */
const worth = { original: 0, removal: 0.02, noise: 0.01, shift: 0.03, mix1: 0.05, mix2: -0.02 };

export function sampleWearAugKd(): WearAugKd {
  const strategies = Object.entries(worth);
  const cells = strategies.flatMap(([student, own]) =>
    strategies.flatMap(([teacher, given]) =>
      ["full", "eskd"].map((mode): WearAugKdCell => {
        const share = 0.8 + own + given / 3 - (mode === "eskd" ? 0.004 : 0);
        return { teacher, student, mode, accuracies: around(share, `${teacher}${student}${mode}`) };
      }),
    ),
  );
  const alone = Object.fromEntries(
    strategies.map(([name, own]) => [name, around(0.78 + own, `alone ${name}`)]),
  );
  const teachers = strategies.flatMap(([teacher, given]) =>
    ["full", "eskd"].map((mode) => ({
      ...{ teacher, mode },
      accuracies: around(0.85 + given / 2, `itself ${teacher}${mode}`),
    })),
  );
  const facts = { dataset: "watch", part: "validation", seeds, folds: 1, networks } as const;
  return { ...facts, cells, alone, teachers, ...conclusions(cells, alone) };
}

export function sampleSweetSpot(): SweetSpot {
  const spots = [16, 32, 64, 128].flatMap((batch) =>
    [10, 30, 90].map((epochs) => [batch, epochs, false] as const),
  );
  const cells = [...spots, [45, 52, true] as const].map(
    ([batchSize, epochs, refined]): SweetSpotCell => {
      const good =
        0.8 - 0.01 * Math.abs(Math.log2(batchSize / 32)) - 0.0004 * Math.abs(epochs - 40);
      const name = `${batchSize} ${epochs}`;
      return {
        ...{ batchSize, epochs, refined, learningRate: 1e-3 },
        teacher: around(0.7 + epochs / 500, `teacher ${name}`),
        student: around(good + 0.02, `student ${name}`),
        classMean: around(good, `class mean ${name}`),
        softTargets: { entropy: 0.6 - epochs / 300, similarity: 0.2 + batchSize / 400 },
      };
    },
  );
  const best = cells[4]!;
  const alone = around(0.77, "alone");
  const test = { student: best.student, classMean: best.classMean, alone };
  const facts = { dataset: "watch", seeds, folds: 1, networks, temperature: 4 };
  return { ...facts, cells, alone, best, test, ...sweetConclusions(cells) };
}
