import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Part, partIn } from "#benchmarks/harness/device/device-part";
import { planFiles } from "#benchmarks/harness/device/plan-files";
import { partsOf, phone, runNamed, samplePlan } from "#test/support/device-answers";

const plan = samplePlan();
const { key } = planFiles(plan).plan;
const honest = partsOf(plan, runNamed(1));
const last = honest.at(-1)!;
const look = (value: unknown) => partIn(value, key, plan);

test("every honest answer is taken as it is", () => {
  expect(honest.length).toBe(2 + 2 + 2);
  for (const part of honest) expect(look(part)).toEqual(part);
});

test("an error is an answer", () => {
  const part = { ...last, answer: { error: "out of memory", ofUser: false } };
  expect(look(part)).toEqual(part);
});

test("steps that the device said it cannot take are no answers", () => {
  const single = { ...phone, isolated: false };
  expect(partsOf(plan, runNamed(2), single).length).toBe(4);
  expect(look({ ...last, device: single })).toMatch(/no step 5 for this device/);
});

/** The part with one thing changed, by its path. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(last) as never as Record<string, unknown>;
  const keys = path.split(".");
  let at = copy;
  for (const each of keys.slice(0, -1)) at = at[each] as Record<string, unknown>;
  at[keys.at(-1)!] = value;
  return copy;
}

describe("what cannot be an answer is none", () => {
  const subjects = "answer.measured.subjects";
  test.each([
    ["format", "wristill-device-2"],
    ["plan", "0000"],
    ["run", "../../../../etc/passwd"],
    ["run", "run0000000000000000"],
    ["run", "RUN00000000000000001"],
    ["step", -1],
    ["step", 1.5],
    ["step", 8],
    ["step", "0"],
    ["more", 1],
    ["device.name", ""],
    ["device.name", "   "],
    ["device.name", "x".repeat(41)],
    ["device.name", "\u001b[2Jgone"],
    ["device.name", "a\nb"],
    ["device.name", "abc\u202egnp"],
    ["device.name", { toString: "x" }],
    ["device.userAgent", "x".repeat(501)],
    ["device.cores", 0],
    ["device.cores", 1e9],
    ["device.cores", null],
    ["device.memory", -1],
    ["device.screen.width", 1e9],
    ["device.more", true],
    ["device.isolated", "yes"],
    ["device.webgpu", false],
    ["device.clockStep", -5],
    ["answer", null],
    ["answer", {}],
    ["answer", { error: "x".repeat(2001), ofUser: true }],
    ["answer", { error: "\u001b]8;;http://evil.example\u0007", ofUser: true }],
    ["answer.error", "both"],
    ["answer.measured.runtime", "\u0000"],
    ["answer.measured.memory", { peak: 1, heap: null }],
    ["answer.measured.memory.heap", -1],
    [subjects, []],
    [`${subjects}.0.name`, "another.onnx"],
    [`${subjects}.3.calls`, 0],
    [`${subjects}.3.calls`, 1e6],
    [`${subjects}.3.load`, -1],
    [`${subjects}.3.load`, null],
    [`${subjects}.3.turns`, []],
    [`${subjects}.3.turns`, [[1, 1, 1, 1]]],
    [`${subjects}.3.turns.0`, [1, 1, 1]],
    [`${subjects}.3.turns.0`, [0, 0, 0, 0]],
    [`${subjects}.3.turns.0.0`, -1],
    [`${subjects}.3.turns.0.0`, "1"],
    [`${subjects}.3.turns.0.0`, 1e11],
    [`${subjects}.1.turns.1`, [1, 1, 1, 1]],
  ])("%s = %j", (path, value) => {
    expect(typeof look(changed(path, value))).toBe("string");
  });

  test("keys of every object's own parents", () => {
    const text = JSON.stringify(last);
    for (const key of ["__proto__", "constructor"]) {
      const more = JSON.parse(`{"${key}":{"isAdmin":true},${text.slice(1)}`);
      expect(typeof look(more)).toBe("string");
    }
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test("nests so deep that one might fall in", () => {
    const deep = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
    expect(typeof look(deep)).toBe("string");
    expect(typeof look(changed("answer", deep))).toBe("string");
  });

  test("anything else", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(typeof look(value)).toBe("string");
      }),
    );
  });
});

test("any one value replaced by another kind of value is refused, or is as good", () => {
  const paths = leaves(last);
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
      const result = look(changed(path, value));
      if (typeof result !== "string")
        expect(look(JSON.parse(JSON.stringify(result)))).toEqual(result);
      else expect(result).toMatch(/\S/);
    }),
  );
});

function leaves(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value as Part).flatMap(([key, each]) =>
    leaves(each, path === "" ? key : `${path}.${key}`),
  );
}
