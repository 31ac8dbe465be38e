import { describe, expect, test } from "vitest";
import { type BenchFile, benchDefaults, benchFiles } from "#benchmarks/harness/bench-files";
import { benchReport } from "#benchmarks/harness/bench-report";
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession } from "#runtime/ort-node";
import { inProcessHost } from "#test/support/in-process-host";
import { decidedByWindows, windowModels } from "#test/support/large-models";
import { meanModel } from "#test/support/mean-model";

const file = (name: string, bytes: Uint8Array): BenchFile => ({
  name,
  path: `models/${name}`,
  bytes,
});
const small = file("small.onnx", meanModel(4, 3));
const large = file("large.onnx", meanModel(400_000, 3));
const rounds = { ...benchDefaults.rounds, rounds: 3, runs: 2 };
const quick = { rounds, repeats: 8, coldStarts: 1, createSession: createOrtNodeSession };

describe("a bench of two files", () => {
  test("tells the larger from the smaller, beside yardsticks, and fits the published schema", async () => {
    const host = inProcessHost();
    const done: string[] = [];
    const figures = await benchFiles([small, large], {
      ...quick,
      hosts: { here: host },
      onProgress: ({ task, done: n, total }) => done.push(`${task} ${n}/${total}`),
    });
    const [series] = figures.series;
    expect(series!.files.map(({ file }) => file)).toEqual(["small.onnx", "large.onnx"]);
    const [first, second] = series!.files;
    expect(first!.versusFirst).toBeNull();
    expect(second!.versusFirst!.says).toBe("slower");
    expect(second!.samples).toHaveLength(8);
    expect(second!.samples[0]).toHaveLength(6);
    expect(second!.interval.low).toBeLessThanOrEqual(second!.p50);
    expect(second!.interval.high).toBeGreaterThanOrEqual(second!.p50);
    expect(series!.noise.repeats).toBe(8);
    expect(series!.product.macsPerSecond).toBeGreaterThan(1e8);
    expect(series!.floor.p50).toBeGreaterThan(0);
    expect(figures.files[0]).toMatchObject({
      ...{ name: "small.onnx", path: "models/small.onnx", parameters: 0, macs: 0 },
      bytesMoved: 4 * (4 * 3 + 3),
      cold: { here: { peakMemory: 1e8, heap: null } },
    });
    expect(done).toContain("here, 1 thread 8/8");
    const meta = {
      format: "wristill-bench-1",
      command: "wristill bench",
      measuredAt: "",
      wristill: "",
    };
    const report = { ...meta, seed: 0, repeats: 8, input: "noise", comparisons: null, ...figures };
    expect(benchReport.parse(report)).toEqual(report);
  });

  test("every repeat has another order, the same feeds, and the first file twice", async () => {
    const host = inProcessHost();
    await benchFiles([small], { ...quick, repeats: 3, hosts: { here: host } });
    const measuring = host.jobs.filter(({ subjects }) => subjects.length > 2);
    expect(new Set(measuring.map(({ seed }) => seed)).size).toBe(3);
    const names = ["empty graph", "matrix product", "small.onnx, again", "small.onnx"];
    for (const { subjects } of measuring) expect(subjects.map(({ name }) => name)).toEqual(names);
    expect(measuring[0]!.subjects[2]!.feeds).toEqual(measuring[1]!.subjects[3]!.feeds);
  });
});

test("batches and threads are series of their own; what cannot be had is told", async () => {
  const fixed = file("fixed.onnx", meanModel(4, 3, 1));
  const options = { ...quick, repeats: 1, batches: [1, 4], hosts: { here: inProcessHost([1, 2]) } };
  const { series, absent } = await benchFiles([small, fixed], options);
  expect(series.map(({ threads, batch, files }) => [threads, batch, files.length])).toEqual([
    [1, 1, 2],
    [1, 4, 1],
    [2, 1, 2],
    [2, 4, 1],
  ]);
  expect(absent).toEqual(['fixed.onnx, batch 4: input "x" is [1, 4, 3]']);
  const [batched] = series[1]!.files;
  expect(batched!.throughput).toBeCloseTo(4e6 / batched!.p50, 3);
});

test("windows that a person puts into one run count", async () => {
  const options = { ...quick, repeats: 1, shapes: { x: [6, 4, 3] }, hosts: { a: inProcessHost() } };
  const [figures] = (await benchFiles([small], options)).series[0]!.files;
  expect(figures!.throughput).toBeCloseTo(6e6 / figures!.p50, 3);
});

test("labelled windows give accuracy", async () => {
  const data = new Float32Array(3 * 12);
  for (const [i, channel] of [0, 1, 1].entries()) data[12 * i + channel] = 5;
  const samples = { inputs: { x: data }, count: 3, labels: Int32Array.of(0, 1, 2) };
  const { files } = await benchFiles([small], {
    ...{ ...quick, repeats: 1, hosts: {} },
    samplesFor: async () => samples,
  });
  expect(files[0]!.accuracy!.windows).toBe(3);
  expect(files[0]!.accuracy!.accuracy).toBeCloseTo(2 / 3, 12);
});

test("of several files the broken one is named", async () => {
  const [product, too] = [new Graph("product"), new Float32Array(6)];
  const x = product.input("x", "float32", ["batch", 4]);
  product.output("y", product.add("MatMul", [x, product.constant(too, [3, 2])], ["batch", 2]));
  const odd = file("odd.onnx", encodeModel(product));
  const measured = benchFiles([small, odd], { ...quick, repeats: 1, hosts: {} });
  await expect(measured).rejects.toThrow(/^odd\.onnx: this ONNX model is not sound/);
});

test("what windows decide on the sizes of runs in a process of its own alone: no accuracy", async () => {
  const [, make] = windowModels[0]!;
  const inputs = { x: new Float32Array(2 * 128 * 8) };
  const { files } = await benchFiles([file("windows.onnx", make())], {
    ...{ ...quick, repeats: 1, hosts: {} },
    samplesFor: async () => ({ inputs, count: 2, labels: Int32Array.of(0, 1) }),
  });
  expect(files[0]!.accuracy).toBeNull();
  expect(files[0]!.uncounted).toMatch(decidedByWindows);
});

test("a stop is heeded between repeats", async () => {
  const stopping = new AbortController();
  const host = inProcessHost();
  const onProgress = () => stopping.abort(new Error("stopped"));
  const options = { ...quick, hosts: { here: host }, onProgress, signal: stopping.signal };
  await expect(benchFiles([small], options)).rejects.toThrow("stopped");
  expect(host.jobs.length).toBeLessThan(3);
});

test("a file that is no model is named", async () => {
  const broken = file("broken.onnx", new Uint8Array(3));
  await expect(benchFiles([broken], { ...quick, hosts: {} })).rejects.toThrow(
    "broken.onnx does not load",
  );
});
