/** @file A leaderboard of made-up accuracies: two students on two data sets, one of them EEG. */
import { Random } from "#core/random";
import type { Leaderboard } from "#report/board/leaderboard";
import type { MethodComparison } from "#src/pipeline/comparison";
import { leaderboardOf } from "#src/pipeline/leaderboard-of";
import { figuresOf, type Outcome, pairedAccuracies } from "#src/pipeline/outcomes";
import { sampleResult } from "./run-result.ts";

/** Share of windows that each method gets right, before noise. */
export const sampleMethods: Readonly<Record<string, number>> = {
  none: 0.8,
  "kd:acc": 0.83,
  "dkd:acc": 0.84,
  "sp:acc": 0.8,
  "fitnet:acc": 0.74,
  pskd: 0.82,
};

export interface SampleOptions {
  readonly seeds?: number;
  readonly datasets?: readonly string[];
  readonly students?: readonly string[];
}

export function sampleLeaderboard(options: SampleOptions = {}): Leaderboard {
  const { datasets = ["watch", "headband"], students = ["gru", "cnn1d-tiny(filters=[8;16;32])"] } =
    options;
  const comparisons = datasets.flatMap((dataset) =>
    students.map((student) => sampleComparison(dataset, student, options.seeds)),
  );
  return leaderboardOf(comparisons, {
    created: "2026-01-02T03:04:05.000Z",
    jobs: 2,
    provenance: { ...sampleResult().provenance, command: "wristill compare watch.yaml" },
  });
}

/** Of a band for the head, and of a cap. */
const electrodes = [
  { who: "student", modality: "eeg", channels: ["T7", "T8", "Fp1", "Fp2"] },
  {
    who: "teacher cap",
    modality: "eeg",
    channels: "Fz FC3 FC1 FCz FC2 FC4 C5 C3 C1 Cz C2 C4 C6 CP3 CP1 CPz CP2 CP4 P1 Pz P2 POz".split(
      " ",
    ),
  },
];

export function sampleComparison(dataset: string, student: string, seeds = 10): MethodComparison {
  const random = new Random(1).fork(dataset, student);
  const numbers = Array.from({ length: seeds }, (_, i) => i + 1);
  const outcomes = (share: number): Outcome[] =>
    numbers.map((seed) => {
      const right = Math.min(200, Math.round(200 * share + 6 * random.normal()));
      return {
        seed,
        fold: 1,
        confusion: [
          [right, 400 - right - 200],
          [0, 200],
        ],
      };
    });
  const rows = Object.entries(sampleMethods).map(
    ([label, share]) => [label, outcomes(share)] as const,
  );
  const latency = sampleResult().models[0]!.latency;
  return {
    dataset,
    student,
    part: "test",
    seeds: numbers,
    folds: 1,
    contenders: Object.keys(sampleMethods).map((label) => {
      const [name = "", teacher] = label.split(":");
      return { label, name, options: {}, ...(teacher && { teachers: [teacher] }) };
    }),
    students: Object.fromEntries(rows.map(([label, row]) => [label, pairedAccuracies(row)])),
    teachers: [{ contender: "kd:acc", role: "acc", accuracies: pairedAccuracies(outcomes(0.9)) }],
    baselines: { ridge: pairedAccuracies(outcomes(0.7)) },
    figures: Object.fromEntries(rows.map(([label, row]) => [label, figuresOf(row)])),
    trainings: Object.fromEntries(
      rows.map(([label, row]) => [
        label,
        row.map(({ seed }) => ({
          seed,
          fold: 1,
          ece: 0.05,
          nll: 0.6,
          agreement: label === "none" ? null : 0.85,
          divergence: label === "none" ? null : 0.2,
          seconds: label === "none" ? 10 : 15,
          teacherSeconds: label === "none" ? 0 : 40,
          steps: 600,
        })),
      ]),
    ),
    rows: [],
    excluded: [{ label: "mrd:acc", reason: "it wants a branch [feature] per modality" }],
    costs: {
      student: { bytes: student === "gru" ? 40_000 : 24_000, latency },
      "teacher acc": { bytes: 900_000, latency },
      "baseline ridge": { bytes: 12_000, latency },
    },
    montages: dataset === "headband" ? electrodes : [],
  };
}
