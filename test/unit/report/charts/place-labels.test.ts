import fc from "fast-check";
import { expect, test } from "vitest";
import { letter, type Placement, type Point, placeLabels } from "#report/charts/place-labels";

const chart = { width: 330, height: 220 };
const box = ({ x, text }: Point, { align, dx }: Placement) => {
  const left = align === "left" ? x + dx : x + dx - letter * text.length;
  return [left, left + letter * text.length] as const;
};
/** Whether two labels share a pixel. */
const meet = (a: Point, at: Placement, b: Point, bt: Placement) => {
  const [aLeft, aRight] = box(a, at);
  const [bLeft, bRight] = box(b, bt);
  return aRight > bLeft && bRight > aLeft && Math.abs(a.y + at.dy - b.y - bt.dy) < 13;
};

test("a lone point has its label to the right, at the right edge to the left", () => {
  expect(placeLabels([{ x: 10, y: 50, text: "int8" }], chart)[0]).toMatchObject({
    align: "left",
    dy: 0,
  });
  expect(placeLabels([{ x: 310, y: 50, text: "int8" }], chart)[0]).toMatchObject({
    align: "right",
  });
});

test("labels of two points close together do not cover each other", () => {
  const gap = fc.record({
    dx: fc.integer({ min: 0, max: 40 }),
    dy: fc.integer({ min: 0, max: 12 }),
  });
  fc.assert(
    fc.property(gap, ({ dx, dy }) => {
      const points = [
        { x: 100, y: 60, text: "Distilled student" },
        { x: 100 + dx, y: 60 + dy, text: "int8 student" },
      ];
      const [a, b] = placeLabels(points, chart) as [Placement, Placement];
      expect(meet(points[0]!, a, points[1]!, b)).toBe(false);
    }),
  );
});

test("a line is not written over: the label goes above it", () => {
  const line = { left: 100, right: 330, top: 58, bottom: 62 };
  const [place] = placeLabels([{ x: 100, y: 60, text: "int8 student" }], chart, [line]);
  expect(place).toMatchObject({ align: "right", dy: 0 });
  const [edge] = placeLabels([{ x: 10, y: 60, text: "int8 student" }], chart, [
    { ...line, left: 10 },
  ]);
  expect(edge).toMatchObject({ align: "left", dy: -14 });
});

test("the seven models of a run, most of them within a few points, keep their names apart", () => {
  const names = ["Quantized student", "Baseline ridge", "Distilled student", "Student alone"];
  const height = fc.array(fc.integer({ min: 90, max: 130 }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(height, (ys) => {
      const points = [
        ...names.map((text, i) => ({ x: [30, 65, 122, 122][i]!, y: ys[i]!, text })),
        { x: 205, y: 170, text: "Baseline random-forest" },
        { x: 257, y: 30, text: "Teacher skel" },
        { x: 300, y: 30, text: "Teacher fuse" },
      ];
      const places = placeLabels(points, chart);
      for (const [i, a] of points.entries())
        for (const [k, b] of points.entries())
          if (k > i) expect(meet(a, places[i]!, b, places[k]!), `${a.text}, ${b.text}`).toBe(false);
    }),
  );
});

test("no label leaves the chart", () => {
  const at = fc.record({
    x: fc.integer({ min: 0, max: 330 }),
    y: fc.integer({ min: 8, max: 212 }),
  });
  fc.assert(
    fc.property(at, ({ x, y }) => {
      const point = { x, y, text: "Distilled student" };
      const [place] = placeLabels([point], chart) as [Placement];
      const [left, right] = box(point, place);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(330);
      expect(y + place.dy).toBeGreaterThanOrEqual(7);
      expect(y + place.dy).toBeLessThanOrEqual(213);
    }),
  );
});
