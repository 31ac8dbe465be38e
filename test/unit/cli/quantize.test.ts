import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Graph } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { schemaProblems } from "#graph/verify-schema";
import { runCli } from "#src/cli/run-cli";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";
import { fakeTerminal } from "#test/support/fake-terminal";
import { npy, npz } from "#test/support/numpy-files";
import { reachedFrom } from "#test/support/reached-from";
import { temporaryFolder } from "#test/support/temporary-folder";

const network = builtNetwork(cnn1dTiny);
const windows = waves(network, 48, 3).acc!;

async function filesIn(path: string) {
  const model = join(path, "model.onnx");
  await writeFile(model, exportedModel(network).bytes);
  const labels = Int32Array.from({ length: 48 }, (_, i) => i % 4);
  const arrays = {
    acc: npy(windows.data as Float32Array<ArrayBuffer>, windows.shape),
    y: npy(labels, [48]),
  };
  await writeFile(join(path, "windows.npz"), npz(arrays));
  await writeFile(join(path, "windows.npy"), arrays.acc);
  return model;
}

async function quantize(...words: string[]) {
  const terminal = fakeTerminal();
  const code = await runCli(["quantize", ...words], terminal);
  return { code, out: terminal.out(), err: terminal.err() };
}

test("writes a smaller file and says what it cost", async () => {
  const path = await temporaryFolder();
  const model = await filesIn(path);
  const data = join(path, "windows.npz");
  const { code, out, err } = await quantize(
    ...[model, "--calibrate", data, "--scheme", "static-int8", "--target", "mcu"],
  );
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/chosen\s+static-int8, form qdq; the smallest, no time was measured/);
  expect(out).toMatch(/accuracy\s+[\d.]+ % → [\d.]+ % \(.*points\)/);
  expect(out).toMatch(/outputs\s+change by [\d.]+ %; \d+ of 48 windows/);
  const written = await readFile(join(path, "model.static-int8.onnx"));
  expect(written.length).toBeLessThan((await readFile(model)).length / 2);
  expect(decodeModel(written).nodesOf("QuantizeLinear").length).toBeGreaterThan(0);
});

test("a scheme that is named is written, whatever is faster; float is timed beside it", async () => {
  const path = await temporaryFolder();
  const model = await filesIn(path);
  const { code, out, err } = await quantize(
    ...[model, "--calibrate", join(path, "windows.npz"), "--scheme", "dynamic-int8"],
    ...["--target", "wasm", "--max-loss", "0", "--json"],
  );
  expect([code, err]).toEqual([0, ""]);
  const { scheme, title, measured } = JSON.parse(out);
  expect(scheme).toBe("dynamic-int8");
  expect(measured.map((each: { title: string }) => each.title)).toContain("float");
  expect(title).not.toBe("float");
});

test("a file that is named keeps its name, and gets the ending of ONNX where it has none", async () => {
  const path = await temporaryFolder();
  const model = await filesIn(path);
  const words = [model, "--calibrate", join(path, "windows.npy"), "--scheme", "weight-int8"];
  const to = (name: string) => quantize(...words, "--target", "mcu", "--out", join(path, name));
  expect((await to("small.v2")).out).toContain("small.v2.onnx");
  expect(decodeModel(await readFile(join(path, "small.v2.onnx"))).nodes.length).toBeGreaterThan(0);
  expect((await to("small.c")).err).toMatch(/is a \.onnx, and its name ends in \.c/);
});

test("the file is of the operator set that was asked for, else of the model's own", async () => {
  const path = await temporaryFolder();
  const model = await filesIn(path);
  await writeFile(model, exportedModel(network, { opset: 22 }).bytes);
  const [out, calibrate] = [join(path, "q.onnx"), join(path, "windows.npy")];
  const made = async (...words: string[]) => {
    const { code, err } = await quantize(model, "--calibrate", calibrate, "--out", out, ...words);
    expect([code, err]).toEqual([0, ""]);
    return decodeModel(await readFile(out));
  };
  const words = ["--scheme", "static-int8", "--target", "mcu"];
  const [own, old] = [await made(...words), await made(...words, "--opset", "13")];
  expect([own, old].map(({ opsets }) => opsets.get(""))).toEqual([22, 13]);
  expect(old.nodes.map(({ op }) => op)).toEqual(own.nodes.map(({ op }) => op));
  const packed = await made("--scheme", "weight-int4", "--target", "mcu", "--opset", "13");
  expect(schemaProblemsOf(packed)).toEqual([]);
});

function schemaProblemsOf({ nodes }: Graph): readonly string[] {
  return nodes.flatMap((node) => schemaProblems(node, 13));
}

test("without labels it tells how far the outputs move; all as JSON", async () => {
  const path = await temporaryFolder();
  const model = await filesIn(path);
  const { code, out, err } = await quantize(
    ...[model, "--calibrate", join(path, "windows.npy"), "--target", "cpu", "--prefer", "size"],
    ...["--json", "--out", join(path, "small.onnx"), "--corrections", "equalize,rounding,bias"],
  );
  expect([code, err]).toEqual([0, ""]);
  const report = JSON.parse(out);
  expect(report.bytes.after).toBe((await readFile(join(path, "small.onnx"))).length);
  expect(report.change.accuracy).toBeUndefined();
  expect(report.change.outputError).toBeLessThan(0.1);
  expect(report.measured.length).toBeGreaterThan(5);
});

test("says why, and how long the other form of convolutions takes", async () => {
  const path = await temporaryFolder();
  const model = await filesIn(path);
  const words = ["--scheme", "weight-int8", "--target", "cpu", "--calibrate"];
  const { out } = await quantize(model, ...words, join(path, "windows.npy"));
  expect(out).toMatch(
    /why\s+weight-int8 .* of 2 files; .*convolutions.* take [\d.]+ times as long on onnxruntime-node/,
  );
  const given = await quantize(model, ...words, join(path, "windows.npy"), "--conv", "1d");
  expect(given.out).toMatch(/why\s+weight-int8 cast-scale is the fastest on .*, the only one$/m);
  const [conv] = decodeModel(await readFile(join(path, "model.weight-int8.onnx"))).nodesOf("Conv");
  expect(conv!.attributes.strides ?? [1]).toHaveLength(1);
});

test("says whether it is faster or slower than float", async () => {
  const path = await temporaryFolder();
  const model = await filesIn(path);
  const words = ["--scheme", "dynamic-int8", "--target", "cpu", "--prefer", "size"];
  const { out } = await quantize(model, "--calibrate", join(path, "windows.npy"), ...words);
  expect(out).toMatch(
    /time\s+(slower than|as fast as|faster than) float on onnxruntime-node .*: [\d.]+ times/,
  );
  expect(out).toMatch(/accuracy\s+not known: the windows have no labels/);
});

test.each<[string, string[], RegExp]>([
  ["no such data", ["--calibrate", "nowhere.npz"], /no windows at nowhere\.npz/],
  [
    "a budget that needs labels",
    ["--calibrate", "windows.npy", "--max-loss", "1"],
    /has no labels/,
  ],
  [
    "an unknown scheme",
    ["--calibrate", "windows.npy", "--scheme", "int3"],
    /unknown scheme "int3"/,
  ],
  ["an unknown target", ["--calibrate", "windows.npy", "--target", "gpu"], /unknown target "gpu"/],
  [
    "an unknown wish",
    ["--calibrate", "windows.npy", "--prefer", "fun"],
    /speed or size; got "fun"/,
  ],
  [
    "an operator set that nothing runs",
    ["--calibrate", "windows.npy", "--opset", "12"],
    /from 13 to 26; got 12/,
  ],
  ["an unknown form", ["--calibrate", "windows.npy", "--conv", "3d"], /auto, 1d or 2d; got "3d"/],
  ["a correction", ["--calibrate", "windows.npy", "--corrections", "magic"], /"magic"/],
])("%s is a sentence", async (_, words, sentence) => {
  const path = await temporaryFolder();
  const model = await filesIn(path);
  const placed = words.map((word) => (word === "windows.npy" ? join(path, word) : word));
  const { code, err } = await quantize(model, ...placed);
  expect(code).toBe(2);
  expect(err).toMatch(sentence);
});

test("of one number per window, no class and no accuracy is told, nor can it be held", async () => {
  const path = await temporaryFolder();
  await filesIn(path);
  const graph = new Graph("speed");
  const x = graph.input("acc", "float32", ["batch", ...(windows.shape.slice(1) as number[])]);
  const length = BigInt(windows.shape[1]! * windows.shape[2]!);
  const flat = graph.constant(BigInt64Array.of(-1n, length), [2], "int64");
  const row = graph.add("Reshape", [x, flat], ["batch", Number(length)]);
  const weight = Float32Array.from({ length: Number(length) }, (_, i) => Math.sin(i));
  const y = graph.add("MatMul", [row, graph.constant(weight, [Number(length), 1])], ["batch", 1]);
  graph.output("speed", y);
  const model = join(path, "speed.onnx");
  await writeFile(model, encodeModel(graph));
  const words = [model, "--calibrate", join(path, "windows.npz"), "--scheme", "weight-int8"];
  const { out, code } = await quantize(...words, "--target", "mcu");
  expect(code).toBe(0);
  expect(out).toMatch(/accuracy\s+not known: the answer is not a score for each class\n/);
  expect(out).toMatch(/outputs\s+change by [\d.]+ %\n/);
  const { err } = await quantize(...words, "--target", "mcu", "--max-loss", "1");
  expect(err).toMatch(/not a score for each class, so a loss of accuracy cannot be measured/);
});

test("files that cannot be quantized say why", async () => {
  const path = await temporaryFolder();
  await filesIn(path);
  const bad = async (bytes: Uint8Array) => {
    const file = join(path, "bad.onnx");
    await writeFile(file, bytes);
    const { code, err } = await quantize(file, "--calibrate", join(path, "windows.npy"));
    expect(code).toBe(2);
    return err;
  };
  expect(await bad(Uint8Array.of(1, 2, 3))).toMatch(/cannot be read/);
  const empty = new Graph("empty");
  const x = empty.input("acc", "float32", ["batch", 64, 3]);
  empty.output("y", empty.add("Relu", [x], x.shape));
  expect(await bad(encodeModel(empty))).toMatch(/no convolution, dense or recurrent layer/);
  empty.opsets.set("", 11);
  expect(await bad(encodeModel(empty))).toMatch(/operator set 11/);
  await quantize(
    ...[join(path, "model.onnx"), "--calibrate", join(path, "windows.npy")],
    ...["--scheme", "static-int8", "--target", "mcu", "--out", join(path, "q.onnx")],
  );
  expect(await bad(await readFile(join(path, "q.onnx")))).toMatch(/quantized already/);
  for (const scheme of ["fp16", "weight-int4", "weight-int8"]) {
    const words = ["--scheme", scheme, "--target", "mcu", "--out", join(path, "q.onnx")];
    await quantize(join(path, "model.onnx"), "--calibrate", join(path, "windows.npy"), ...words);
    expect(await bad(await readFile(join(path, "q.onnx")))).toMatch(/already: it keeps weights as/);
  }
});

test("windows of another shape name file and input", async () => {
  const path = await temporaryFolder();
  const model = await filesIn(path);
  await writeFile(join(path, "wide.npy"), npy(new Float32Array(10 * 64 * 4), [10, 64, 4]));
  const { err } = await quantize(model, "--calibrate", join(path, "wide.npy"));
  expect(err).toMatch(/wide\.npy: an array \[10, 64, 4\].*takes \[windows, 64, 3\]/);
});

test("nothing that the command loads brings tf.js, but what reads a configuration", () => {
  const { files, packages } = reachedFrom("src/cli/commands/quantize.ts", /config-samples\.ts$/);
  expect(files.length).toBeGreaterThan(60);
  expect(packages.filter((name) => name.startsWith("@tensorflow"))).toEqual([]);
  expect(packages).toContain("onnxruntime-node");
});
