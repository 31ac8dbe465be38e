import { describe, expect, test } from "vitest";
import { fitCandidates, fitContenders, fitStudents } from "#src/pipeline/fit/fit-candidates";
import { tinyConfig } from "#test/unit/pipeline/tiny-road";

const config = tinyConfig();

describe("students", () => {
  test("by default all that read an accelerometer, the configured one first, each in every width once", () => {
    const found = fitStudents(config, { widths: [0.5, 1, 1, 2] }).map(({ text }) => text);
    expect(found.slice(0, 3)).toEqual([
      ...["cnn1d-tiny(filters=[8;16;32])", "cnn1d-tiny", "cnn1d-tiny(filters=[32;64;128])"],
    ]);
    expect(found).toContain("gru(units=24)");
    expect(found).toHaveLength(new Set(found).size);
    expect(found.some((text) => text.startsWith("eegnet"))).toBe(false);
  });

  test("of a list their own options count, and a width of one changes nothing", () => {
    const wishes = { students: "gru(units=10),ds-cnn1d", widths: [1, 0.1] };
    expect(fitStudents(config, wishes).map(({ text }) => text)).toEqual([
      ...["gru(units=10)", "gru(units=2)", "ds-cnn1d", "ds-cnn1d(stem=2,stages=[3;5;6])"],
    ]);
  });

  test("a student that is not known is a mistake with its nearest name", () => {
    expect(() => fitStudents(config, { students: "gruu", widths: [1] })).toThrow(/gru/);
  });
});

describe("methods", () => {
  test("labels alone and the configured one; labels alone where that is the configured one", () => {
    const labels = (method: object) =>
      fitContenders(tinyConfig({ method }), { widths: [1] }).map(({ label }) => label);
    expect(labels({ name: "kd" })).toEqual(["none", "kd"]);
    expect(labels({ name: "kd", teachers: ["big"] })).toEqual(["none", "kd:big"]);
    expect(labels({ name: "none" })).toEqual(["none"]);
  });

  test("every student by every method", () => {
    const wishes = { students: "gru,tcn", methods: "none,kd:big,dkd", widths: [1] };
    const pairs = fitCandidates(fitStudents(config, wishes), fitContenders(config, wishes));
    expect(pairs.map(({ student, contender }) => `${student.text} ${contender.label}`)).toEqual([
      ...["gru none", "gru kd:big", "gru dkd", "tcn none", "tcn kd:big", "tcn dkd"],
    ]);
  });

  test("a method that can teach nobody is refused before anything is trained", () => {
    const wishes = { students: "gru", methods: "kd", widths: [1] };
    const lonely = tinyConfig({ teachers: {}, method: { name: "none" } });
    const call = () => fitCandidates(fitStudents(lonely, wishes), fitContenders(lonely, wishes));
    expect(call).toThrow(/learns from one teacher/);
  });
});
