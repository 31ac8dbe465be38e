import { expect, test } from "vitest";
import { trainCase } from "#benchmarks/train/cases";
import { profileStep, profileTable } from "#benchmarks/train/profile";

test("a real step has matrix products in it", async () => {
  const profile = await profileStep(trainCase("student-32"), { steps: 2, warmup: 1, threads: 1 });
  expect(profile.byOperator.map(({ name }) => name)).toContain("MatMul");
  expect(profile.nodes).toBeGreaterThan(0);
  expect(profile.run).toBeGreaterThan(profile.nodes);
  expect(profileTable(profile)).toMatch(/\d+×\s+MatMul\n/);
});
