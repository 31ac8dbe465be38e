import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { benchReport } from "#benchmarks/harness/bench-report";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { soundModel } from "#test/support/broken-models";
import { writeDataBeside } from "#test/support/data-beside";
import { meanModel } from "#test/support/mean-model";
import { workFolder, wristill } from "./program.ts";

let folder: Awaited<ReturnType<typeof workFolder>>;

beforeAll(async () => {
  folder = await workFolder();
  await writeFile(join(folder.path, "small.onnx"), meanModel(4, 3));
  await writeFile(join(folder.path, "large.onnx"), meanModel(400_000, 3));
  await writeDataBeside(join(folder.path, "split.onnx"), soundModel());
  await writeFile(join(folder.path, "broken.onnx"), new Uint8Array(9));
});
afterAll(() => folder.remove());

describe("wristill bench, in processes of its own", () => {
  test("measures two files on two targets, and tells them apart", async () => {
    const words = [
      "small.onnx",
      "large.onnx",
      "--target",
      "cpu,wasm",
      "--runs",
      "20",
      "--repeats",
      "8",
    ];
    const { code, stdout, stderr } = await wristill(folder.path, "bench", ...words, "--json");
    expect(code, stderr).toBe(0);
    const report = benchReport.parse(JSON.parse(stdout));
    expect(report.series.map(({ target }) => target)).toEqual(["cpu", "wasm"]);
    for (const { files, runtime } of report.series) {
      expect(runtime).toMatch(/^onnxruntime-/);
      expect(files[1]!.versusFirst).toMatchObject({ says: "slower", repeats: 8 });
    }
    const { cpu, wasm } = report.files[1]!.cold;
    expect(cpu!.peakMemory).toBeGreaterThan(2e7);
    expect(cpu!.heap).toBeNull();
    expect(wasm!.heap).toBeGreaterThan(1e6);
    expect(cpu!.start.concat(cpu!.load, cpu!.firstRun).every((time) => time > 0)).toBe(true);
  });

  test("shows a table, also of a file that keeps its weights in another", async () => {
    const words = ["split.onnx", "--runs", "5", "--repeats", "1"];
    const { code, stdout, stderr } = await wristill(folder.path, "bench", ...words);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/cpu, 1 thread \(onnxruntime-node/);
    expect(stdout).toContain("1 repeat is too few");
  });

  test("accuracy goes by the names of the model's classes, in the model's order", async () => {
    const graph = decodeModel(meanModel(4, 3));
    graph.metadata.set("labels", JSON.stringify(["walk", "sit", "run"]));
    graph.metadata.set("inputs", "{}");
    await writeFile(join(folder.path, "named.onnx"), encodeModel(graph));
    const row = (label: number) => [0, 1, 2].map((k) => Number(k === label)).join(",");
    for (const [label, name] of ["walk", "sit", "run"].entries()) {
      await mkdir(join(folder.path, "windows", name), { recursive: true });
      const lines = ["a,b,c", ...Array<string>(4).fill(row(label))];
      await writeFile(join(folder.path, "windows", name, "1.csv"), lines.join("\n"));
    }
    const words = ["named.onnx", "--data", "windows", "--runs", "5", "--repeats", "1", "--json"];
    const { code, stdout, stderr } = await wristill(folder.path, "bench", ...words);
    expect(code, stderr).toBe(0);
    expect(benchReport.parse(JSON.parse(stdout)).files[0]!.accuracy).toMatchObject({
      windows: 3,
      accuracy: 1,
    });
  });

  test("a baseline of the same file passes; a slower file in the same rounds does not", async () => {
    const quick = ["--runs", "20", "--repeats", "8"];
    const bench = (...words: string[]) => wristill(folder.path, "bench", ...words, ...quick);
    expect((await bench("large.onnx", "--out", "before.json,before.md")).code).toBe(0);
    const check = ["--fail-if-slower", "10%"];
    const faster = await bench("small.onnx", "--compare", "before.json", ...check);
    expect(faster.code, faster.stderr).toBe(0);
    expect(faster.stdout).toMatch(/against the baseline[\s\S]*faster: 0\.\d\d/);
    const slower = await bench("large.onnx", "--compare", "small.onnx", ...check);
    expect(slower.code).toBe(1);
    expect(slower.stderr).toMatch(
      /slower by 10 % or more:\n {2}- large\.onnx on cpu against small\.onnx/,
    );
  });

  test("a file that is no model is one sentence", async () => {
    const { code, stderr } = await wristill(folder.path, "bench", "broken.onnx");
    expect(code).toBe(2);
    expect(stderr).toMatch(/broken\.onnx does not load/);
  });
});
