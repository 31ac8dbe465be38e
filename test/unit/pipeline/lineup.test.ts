import { describe, expect, test } from "vitest";
import { lineupsOf } from "#src/pipeline/lineup";
import { planFor } from "#src/pipeline/plans";
import { tiny, tinyConfig } from "./tiny-road.ts";

const { big } = tiny.teachers;
const keeping = { train: { student: { teacherViews: 2 } } };

describe("the grid", () => {
  test("is every student on every data set; without students, each one's own", () => {
    const configs = [tinyConfig({ name: "a" }), tinyConfig({ name: "b" })];
    const students = "ds-cnn1d, cnn1d-tiny(filters=[4;8,8])";
    const grid = lineupsOf(configs, { methods: "none,kd", students });
    expect(grid.map(({ config, student }) => [config.name, student])).toEqual([
      ["a", "ds-cnn1d"],
      ["a", "cnn1d-tiny(filters=[4;8,8])"],
      ["b", "ds-cnn1d"],
      ["b", "cnn1d-tiny(filters=[4;8,8])"],
    ]);
    expect(grid[1]!.config.student.options).toEqual({ filters: [4, 8, 8] });
    expect(lineupsOf(configs, { methods: "none" }).map(({ student }) => student)).toEqual([
      "cnn1d-tiny",
      "cnn1d-tiny",
    ]);
  });

  test("a role of which one name or another is configured", () => {
    const configs = [tinyConfig(), tinyConfig({ name: "b", teachers: { large: big, big } })];
    const [one, other] = lineupsOf(configs, { methods: "none,kd:large|big" });
    expect(one!.contenders[1]).toMatchObject({ written: "kd:big", teachers: ["big"] });
    expect(other!.contenders[1]).toMatchObject({ label: "kd:large|big", teachers: ["large"] });
  });

  test("live teachers where a method needs them and the configuration keeps outputs", () => {
    const config = tinyConfig(keeping);
    const [lineup] = lineupsOf([config], { methods: "kd,sk-kd(teacherMode=train),mix-kd" });
    const views = lineup!.contenders.map((each) => planFor(config, each, 1).teacherViews);
    expect(views).toEqual([2, undefined, 2]);
  });
});

describe("what cannot run", () => {
  test("somewhere, is told with its reason", () => {
    const configs = [tinyConfig(), tinyConfig({ name: "b", teachers: { other: big } })];
    const [one, other] = lineupsOf(configs, { methods: "none,kd:other" });
    expect(one!.excluded).toMatchObject([{ label: "kd:other" }]);
    expect(one!.excluded[0]!.reason).toContain('unknown teacher "other"');
    expect(other!.excluded).toEqual([]);
  });

  test.each([
    ["none,pksd", undefined, 'did you mean "pskd"'],
    ["kd:bag", undefined, 'did you mean "big"'],
    ["none", "ds-cnn1", 'did you mean "ds-cnn1d"'],
    ["none", "ds-cnn1d(filtres=[3])", "unknown option of ds-cnn1d"],
    ["none", "ds-cnn1d:gyro", 'unknown modality "gyro"'],
    ["none", "ds-cnn1d,ds-cnn1d", "stands there twice"],
  ])("anywhere, is a mistake: --methods %s --students %s", (methods, students, sentence) => {
    expect(() => lineupsOf([tinyConfig()], { methods, students })).toThrow(sentence);
  });
});
