import { describe, expect, test } from "vitest";
import { benchFeeds, requireShaped } from "#benchmarks/harness/bench-feeds";
import { Random } from "#core/random";
import type { HostTensors } from "#runtime/session";

const open = { name: "x", dtype: "float32", shape: ["batch", 4, 3] } as const;
const fixed = { name: "x", dtype: "float32", shape: [2, 4, 3] } as const;
const long = { name: "x", dtype: "float32", shape: ["batch", "time", 3] } as const;
const options = { batch: 1, shapes: {}, random: new Random(1) };
const shapesOf = (feeds: ReturnType<typeof benchFeeds>) =>
  typeof feeds === "string" ? feeds : feeds.map(({ x }) => x!.shape.join("x"));

describe("noise", () => {
  test("has the batch where the model leaves it open", () => {
    expect(shapesOf(benchFeeds([open], options))).toEqual(Array(16).fill("1x4x3"));
    expect(shapesOf(benchFeeds([open], { ...options, batch: 8 }))).toEqual(["8x4x3", "8x4x3"]);
  });

  test("is the same for a seed, and no two windows alike", () => {
    const [one, two] = [benchFeeds([open], options), benchFeeds([open], options)];
    expect(one).toEqual(two);
    expect(new Set((one as HostTensors[]).map(({ x }) => x!.data[0])).size).toBe(16);
  });

  test("a fixed first axis is taken as it is; another batch is a reason, not an error", () => {
    expect(shapesOf(benchFeeds([fixed], options))[0]).toBe("2x4x3");
    expect(benchFeeds([fixed], { ...options, batch: 8 })).toBe('input "x" is [2, 4, 3]');
  });
});

describe("shapes", () => {
  test("of an input that no model has are refused", () => {
    expect(() => requireShaped({ shapes: { x: [1, 4, 3] } }, [open])).not.toThrow();
    expect(() => requireShaped({ shapes: { y: [1, 4, 3] } }, [open])).toThrow(
      /--shape y: no model has an input of that name\n {2}help: inputs: x/,
    );
  });

  test("fill what the model leaves open", () => {
    const shapes = { x: [1, 50, 3] };
    expect(shapesOf(benchFeeds([long], { ...options, shapes }))[0]).toBe("1x50x3");
    expect(shapesOf(benchFeeds([long], { ...options, shapes, batch: 4 }))[0]).toBe("4x50x3");
  });

  test("are asked for by name, and must fit", () => {
    expect(() => benchFeeds([long], options)).toThrow("say it with --shape x=1xNx3");
    const shapes = { x: [1, 50, 4] };
    expect(() => benchFeeds([long], { ...options, shapes })).toThrow(
      "the model takes [batch, time, 3]",
    );
  });
});

test("windows of a person are taken in turn, and start over", () => {
  const data = Float32Array.from({ length: 3 * 12 }, (_, i) => Math.floor(i / 12));
  const samples = { inputs: { x: data }, count: 3 };
  const feeds = benchFeeds([open], { ...options, batch: 2, samples });
  const firsts = (feeds as HostTensors[]).map(({ x }) => [x!.data[0], x!.data[12]]);
  expect(firsts.slice(0, 3)).toEqual([
    [0, 1],
    [2, 0],
    [1, 2],
  ]);
});
