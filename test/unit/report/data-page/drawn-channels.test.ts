import { expect, test } from "vitest";
import { drawingOf, offsetOf } from "#report/data-page/drawn-channels";

function signal(unit: string, channels: readonly string[], at: (t: number, c: number) => number) {
  const width = channels.length;
  const data = Float32Array.from({ length: 100 * width }, (_, i) =>
    at(Math.floor(i / width), i % width),
  );
  return { data, channels, unit, sampleRate: 50 };
}

const names = (drawing: ReturnType<typeof drawingOf>) => drawing.channels.map(({ name }) => name);

test("three channels or fewer are all drawn, accelerations as they are", () => {
  const drawing = drawingOf([signal("g", ["x", "y", "z"], (t, c) => c + t / 100)]);
  expect(names(drawing)).toEqual(["x", "y", "z"]);
  expect(drawing.centred).toBe(false);
  expect(drawing.domain[0]).toBeLessThan(0);
  expect(drawing.domain[1]).toBeGreaterThan(2.99);
});

test("of electrodes those over the motor cortex, each in a lane", () => {
  const drawing = drawingOf([signal("µV", ["Fz", "C4", "Pz", "C3", "Cz", "Oz"], (t) => t)]);
  expect(names(drawing)).toEqual(["C3", "Cz", "C4"]);
  expect(drawing.channels.map(({ lane }) => lane)).toEqual([
    [0, 3],
    [1, 3],
    [2, 3],
  ]);
  expect(drawing.centred).toBe(true);
});

test("of a skeleton the right wrist, of others what varies most", () => {
  const joints = ["head", "right-wrist", "left-foot"];
  const channels = joints.flatMap((joint) => ["x", "y", "z"].map((axis) => `${joint}.${axis}`));
  const skeleton = drawingOf([signal("m", channels, (t, c) => t * c)]);
  expect(names(skeleton)).toEqual(["right-wrist.x", "right-wrist.y", "right-wrist.z"]);
  const others = drawingOf([signal("g", ["a", "b", "c", "d", "e"], (t, c) => t * (5 - c))]);
  expect(names(others)).toEqual(["a", "b", "c"]);
});

test("nothing, constants and gaps have a scale too", () => {
  expect(drawingOf([])).toMatchObject({ channels: [], domain: [-1, 1] });
  expect(drawingOf([signal("g", ["x"], () => 3)]).domain).toEqual([2, 4]);
  expect(drawingOf([signal("g", ["x"], () => Number.NaN)]).domain).toEqual([-1, 1]);
});

test("the offset is the mean of what was measured", () => {
  const given = signal("m", ["x", "y"], (t, c) => (t === 0 ? Number.NaN : 4 + c));
  expect(offsetOf(given, 1, true)).toBe(5);
  expect(offsetOf(given, 1, false)).toBe(0);
});
