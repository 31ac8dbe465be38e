/** Every learning-rate schedule: what an entry must keep. Values by hand: test/unit/train/schedules. */
import { describe, expect, test } from "vitest";
import { configSchema } from "#src/pipeline/config-schema";
import type { Schedule } from "#train/schedules";
import * as schedules from "#train/schedules";

const entries = Object.entries(schedules) as unknown as readonly (readonly [string, Schedule])[];
const progress = Array.from({ length: 101 }, (_, i) => i / 100);

describe.each(entries)("%s", (key, schedule) => {
  const factors = progress.map((at) => schedule.factor(at, schedule.options));

  test("is called like its export and says where it comes from", () => {
    expect(key).toBe(schedule.name);
    expect(schedule.source.length * schedule.summary.length).toBeGreaterThan(0);
  });

  test("a configuration that names it gets its defaults", () => {
    const student = { network: "x", inputs: ["acc"] };
    const data = { dataset: "demo", modalities: { acc: { steps: 8 } } };
    const train = { student: { schedule: { name: key } } };
    const parsed = configSchema.parse({ data, student, train }).train.student.schedule;
    expect(parsed).toEqual({ name: key, ...schedule.options });
  });

  test("begins at the base rate, never rises and stays above 0", () => {
    expect(factors[0]).toBe(1);
    for (const [i, factor] of factors.entries()) {
      expect(factor).toBeGreaterThan(0);
      expect(factor).toBeLessThanOrEqual(factors[i - 1] ?? 1);
    }
  });
});
