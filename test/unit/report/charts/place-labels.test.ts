import fc from "fast-check";
import { expect, test } from "vitest";
import { type Placement, type Point, placeLabels } from "#report/charts/place-labels";

const box = ({ x, text }: Point, { align, dx }: Placement) => {
  const left = align === "left" ? x + dx : x + dx - 6.4 * text.length;
  return [left, left + 6.4 * text.length] as const;
};

test("a lone point has its label to the right, at the right edge to the left", () => {
  expect(placeLabels([{ x: 10, y: 50, text: "int8" }], 300)[0]).toMatchObject({
    align: "left",
    dy: 0,
  });
  expect(placeLabels([{ x: 290, y: 50, text: "int8" }], 300)[0]).toMatchObject({ align: "right" });
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
      const [a, b] = placeLabels(points, 330) as [Placement, Placement];
      const [aLeft, aRight] = box(points[0]!, a);
      const [bLeft, bRight] = box(points[1]!, b);
      const down = Math.abs(points[0]!.y + a.dy - points[1]!.y - b.dy);
      expect(aRight <= bLeft || bRight <= aLeft || down >= 10).toBe(true);
    }),
  );
});

test("a line is not written over: the label goes above it", () => {
  const line = { left: 100, right: 330, top: 58, bottom: 62 };
  const [place] = placeLabels([{ x: 100, y: 60, text: "int8 student" }], 330, [line]);
  expect(place).toMatchObject({ align: "right", dy: 0 });
  const [edge] = placeLabels([{ x: 10, y: 60, text: "int8 student" }], 330, [
    { ...line, left: 10 },
  ]);
  expect(edge).toMatchObject({ align: "left", dy: -13 });
});
