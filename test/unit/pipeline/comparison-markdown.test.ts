import { expect, test } from "vitest";
import { compare } from "#benchmarks/compare";
import { comparisonMarkdown } from "#src/pipeline/comparison-markdown";

const comparison = (
  students: Record<string, number[]>,
  teachers: [string, number[]][],
  baselines: Record<string, number[]> = {},
  folds = 1,
) =>
  comparisonMarkdown({
    dataset: "tiny",
    student: "gru",
    part: "validation",
    seeds: [1, 2],
    folds,
    students,
    teachers: teachers.map(([contender, accuracies]) => ({ contender, role: "fuse", accuracies })),
    baselines,
    figures: Object.fromEntries(
      Object.entries(students).map(([name, accuracy]) => [
        name,
        { accuracy, balancedAccuracy: [0.25, 0.35], macroF1: [0.2], kappa: [0.1] },
      ]),
    ),
    rows: compare(students),
    excluded: [{ label: "mrd", reason: "no branches\n  help: none" }],
    liveTeachers: ["sk-kd:fuse"],
  });

test("students with their differences, then teachers", () => {
  const text = comparison({ none: [0.5, 0.6], kd: [0.6, 0.7] }, [["kd", [0.9, 0.92]]]);
  expect(text).toContain(
    "tiny, student gru: accuracy on the validation part, in percent; seeds 1, 2.",
  );
  expect(text).toContain("| kd | 2 | 65.00 ± 7.07 | +10.00");
  expect(text).toContain("| fuse | kd | 2 | 91.00 ± 1.41 |");
});

test("who could not run is told with the reason, and who ran otherwise than configured", () => {
  const text = comparison({ none: [0.5, 0.6] }, []);
  expect(text).toContain("| mrd | no branches |");
  expect(text).toContain("every step, though the configuration keeps their outputs: sk-kd:fuse.");
});

test("classic models have a table of their own", () => {
  const text = comparison({ none: [0.5, 0.6] }, [], { ridge: [0.7, 0.7] });
  expect(text).toContain("| ridge | 2 | 70.00 ± 0.00 |");
  expect(comparison({ none: [0.5] }, [])).not.toContain("classic");
});

test("a teacher that several contenders share is one row, another one of that role is not", () => {
  const text = comparison({ none: [0.5, 0.6] }, [
    ["kd", [0.9, 0.92]],
    ["dml", [0.9, 0.92]],
    ["pskd", [0.91, 0.93]],
  ]);
  expect(text).toContain("| fuse | kd, dml | 2 | 91.00 ± 1.41 |");
  expect(text).toContain("| fuse | pskd | 2 | 92.00 ± 1.41 |");
});

test("folds are told, with the figures of all of them together", () => {
  const text = comparison({ none: [0.5, 0.6, 0.7] }, [], {}, 3);
  expect(text).toContain("in percent; 3 folds, each the mean of seeds 1, 2.");
  expect(text).toMatch(
    /all folds together \| +accuracy \| +balanced accuracy \| macro F1 \| Cohen's κ/,
  );
  expect(text).toMatch(/none +\| 60.00 ± 10.00 \| +30.00 ± 7.07 \| +20.00 \| +10.00 \|/);
});

test("without teachers there is none of their table, with one seed no interval", () => {
  const text = comparison({ none: [0.5], kd: [0.6] }, []);
  expect(text).not.toContain("teacher");
  expect(text).not.toContain("NaN");
  expect(text).toContain("| kd | 1 | 60.00 | +10.00 (one seed tells nothing) |");
});
