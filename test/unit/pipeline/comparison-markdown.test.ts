import { expect, test } from "vitest";
import { compare } from "#benchmarks/compare";
import { comparisonMarkdown } from "#src/pipeline/comparison-markdown";

const comparison = (
  students: Record<string, number[]>,
  teachers: [string, number[]][],
  baselines: Record<string, number[]> = {},
) =>
  comparisonMarkdown({
    part: "validation",
    seeds: [1, 2],
    students,
    teachers: teachers.map(([contender, accuracies]) => ({ contender, role: "fuse", accuracies })),
    baselines,
    rows: compare(students),
  });

test("students with their differences, then teachers", () => {
  const text = comparison({ none: [0.5, 0.6], kd: [0.6, 0.7] }, [["kd", [0.9, 0.92]]]);
  expect(text).toContain("Accuracy on the validation part, in percent; seeds 1, 2.");
  expect(text).toContain("| kd | 2 | 65.00 ± 7.07 | +10.00");
  expect(text).toContain("| fuse | kd | 2 | 91.00 ± 1.41 |");
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

test("without teachers there is one table, with one seed no interval", () => {
  const text = comparison({ none: [0.5], kd: [0.6] }, []);
  expect(text).not.toContain("teacher");
  expect(text).not.toContain("NaN");
  expect(text).toContain("| kd | 1 | 60.00 | +10.00 (one seed tells nothing) |");
});
