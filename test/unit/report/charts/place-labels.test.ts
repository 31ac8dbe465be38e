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
