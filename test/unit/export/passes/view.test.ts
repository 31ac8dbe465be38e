import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lowerViews } from "#export/passes/lower-views";
import { permuted } from "#export/passes/permuted";
import {
  addView,
  axesOfReshape,
  compose,
  inOrder,
  invert,
  isIdentity,
  viewShape,
} from "#export/passes/view";
import { Graph } from "#graph/graph";
import { runPasses } from "#graph/pass";
import { runGraph } from "#test/support/run-graph";

const shape = [2, 1, 3, 5];

/** A random order of the axes, with the unit axis dropped or not and new unit axes put in. */
const axes = fc
  .tuple(
    fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
    fc.boolean(),
    fc.array(fc.nat(3), { maxLength: 2 }),
  )
  .map(([order, drop, added]) => {
    const kept = drop ? order.filter((axis) => axis !== 1) : order;
    return added.reduce((list, at) => list.toSpliced(at, 0, -1), kept);
  });

const value = (graph: Graph) =>
  graph.constant(
    Float32Array.from({ length: 30 }, (_, i) => i),
    shape,
  );

describe("views", () => {
  test("followed by their inverse change nothing", () => {
    fc.assert(
      fc.property(axes, (view) => {
        const back = compose(invert(view, shape.length), view);
        return isIdentity(shape, back);
      }),
    );
  });

  test("compose like the data they show", () => {
    fc.assert(
      fc.property(axes, fc.boolean(), (inner, flip) => {
        const graph = new Graph("views");
        const middle = permuted(graph, value(graph), inner);
        const outer = middle.shape.map((_, axis) => axis);
        if (flip) outer.reverse();
        const twice = permuted(graph, middle, outer);
        const once = permuted(graph, value(graph), compose(outer, inner));
        expect([once.shape, once.data]).toEqual([twice.shape, twice.data]);
      }),
    );
  });

  test("that keep the order of the larger axes move no element", () => {
    fc.assert(
      fc.property(axes, (view) => {
        const graph = new Graph("order");
        const seen = permuted(graph, value(graph), view);
        expect(seen.data!.every((x, i) => x === i)).toBe(inOrder(shape, view));
      }),
    );
  });

  test("show an element where it belongs", () => {
    const graph = new Graph("one");
    const seen = permuted(
      graph,
      graph.constant(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]),
      [1, -1, 0],
    );
    expect(seen.shape).toEqual([3, 1, 2]);
    expect([...seen.data!]).toEqual([1, 4, 2, 5, 3, 6]);
  });
});

test("views of several open sizes run, whatever the sizes", async () => {
  await fc.assert(
    fc.asyncProperty(axes, async (view) => {
      const graph = new Graph("open");
      const x = graph.input("x", "float32", ["batch", 1, "time", 5]);
      graph.output("y", graph.add("Abs", [addView(graph, x, view)], viewShape(x.shape, view)));
      runPasses(graph, [lowerViews]);
      const { data, shape: sizes } = value(graph);
      const { y } = await runGraph(graph, {
        x: { data: data as Float32Array, shape: sizes as number[] },
      });
      const seen = permuted(graph, value(graph), view);
      expect(y).toMatchObject({ data: seen.data, shape: seen.shape });
    }),
    { numRuns: 50 },
  );
});

describe("reshapes as views", () => {
  test.each([
    [
      ["batch", 8, 3],
      ["batch", 1, 8, 3],
      [0, -1, 1, 2],
    ],
    [
      ["batch", 1, 8, 3],
      ["batch", 8, 3],
      [0, 2, 3],
    ],
    [
      ["batch", 1, 1],
      ["batch", 1],
      [0, 1],
    ],
    [["batch", 8, 3], ["batch", 24], undefined],
    [["batch", 8, 3], ["batch", 3, 8], undefined],
    [[1, 1], [], []],
  ])("%j → %j", (from, to, expected) => {
    const found = axesOfReshape(from, to);
    expect(found).toEqual(expected);
    if (found) expect(viewShape(from, found)).toEqual(to);
  });
});
