import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { decodeModel } from "#graph/protobuf";
import { runCli } from "#src/cli/run-cli";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";
import { fakeTerminal } from "#test/support/fake-terminal";
import { npy } from "#test/support/numpy-files";
import { temporaryFolder } from "#test/support/temporary-folder";

const network = builtNetwork(cnn1dTiny);

/** A model and windows in a folder of their own. */
async function exporting() {
  const folder = await temporaryFolder();
  const [model, windows] = [join(folder, "model.onnx"), join(folder, "windows.npy")];
  const { data, shape } = waves(network, 48, 3).acc!;
  await writeFile(model, exportedModel(network).bytes);
  await writeFile(windows, npy(data as Float32Array<ArrayBuffer>, shape));
  const run = async (...words: string[]) => {
    const terminal = fakeTerminal();
    const code = await runCli(["export", model, ...words], terminal);
    return { code, out: terminal.out(), err: terminal.err() };
  };
  return { folder, model, windows, run };
}

test("formats beside the model do not write over one another, or over the model", async () => {
  const { folder, model, windows, run } = await exporting();
  const before = await readFile(model);
  const calibrate = ["--calibrate", windows];
  for (const words of [["onnx"], ["tflite"], ["tflite-int8", ...calibrate], ["c", ...calibrate]])
    expect(await run("--to", ...words)).toMatchObject({ code: 0, err: "" });
  expect((await readdir(folder)).sort()).toEqual([
    ...["model.c", "model.clean.onnx", "model.h", "model.int8.tflite", "model.onnx"],
    ...["model.tflite", "windows.npy"],
  ]);
  expect(await readFile(model)).toEqual(before);
});

test("integers say how many windows keep their class, and where they went", async () => {
  const { folder, windows, run } = await exporting();
  const out = join(folder, "firmware", "net.c");
  const { out: told } = await run("--to", "c", "--calibrate", windows, "--out", out);
  expect(told).toMatch(/same class +\d+ of 48 windows/);
  expect(told).toContain(join("firmware", "net.h"));
  expect(await readFile(out, "utf8")).toContain('#include "net.h"');
});

test("of a quantized file, formats of reals say that weights were unpacked", async () => {
  const { folder, model, windows, run } = await exporting();
  const small = join(folder, "small.onnx");
  const words = ["--calibrate", windows, "--scheme", "weight-int8", "--target", "mcu"];
  await runCli(["quantize", model, ...words, "--out", small], fakeTerminal());
  await rename(small, model);
  for (const format of ["onnx", "tflite", "tfjs-graph", "tfjs-layers"])
    expect((await run("--to", format)).out).toMatch(/weights +unpacked to float32; .* as int8\n/);
  for (const words of [["ops"], ["c", "--calibrate", windows]])
    expect((await run("--to", ...words)).out).not.toMatch(/unpacked/);
});

test("a file is called what it was named; an ending comes only behind a name that has none", async () => {
  const { folder, model, run } = await exporting();
  const named = (name: string) => run("--to", "onnx", "--out", join(folder, "out", name));
  for (const name of ["model.v2", "net.1.onnx", "Net.ONNX", "plain"])
    expect(await named(name)).toMatchObject({ code: 0, err: "" });
  expect((await readdir(join(folder, "out"))).sort()).toEqual([
    ...["Net.ONNX", "model.v2.onnx", "net.1.onnx", "plain.onnx"],
  ]);
  const { code, err } = await named("model.tflite");
  expect([code, err]).toEqual([2, expect.stringMatching(/is a \.onnx, .* ends in \.tflite/)]);
  const dotted = join(folder, "model.v2");
  await rename(model, dotted);
  await runCli(["export", dotted, "--to", "tflite"], fakeTerminal());
  expect(await readdir(folder)).toContain("model.v2.tflite");
});

test("an ONNX file is written in the operator set that was asked for, else in its own", async () => {
  const { folder, run } = await exporting();
  const out = join(folder, "other.onnx");
  const setOf = async () => decodeModel(await readFile(out)).opsets.get("");
  expect((await run("--to", "onnx", "--opset", "26", "--out", out)).out).toMatch(
    /operator set +26/,
  );
  expect(await setOf()).toBe(26);
  const terminal = fakeTerminal();
  const again = join(folder, "again.onnx");
  await runCli(["export", out, "--to", "onnx", "--out", again], terminal);
  expect(decodeModel(await readFile(again)).opsets.get("")).toBe(26);
  await run("--to", "onnx", "--out", out);
  expect(await setOf()).toBe(17);
});

test("convolutions have height 1, or the form that was asked for, or the faster one", async () => {
  const { folder, run } = await exporting();
  const out = join(folder, "other.onnx");
  const rank = async (...words: string[]) => {
    const { code, out: told } = await run("--to", "onnx", "--out", out, ...words);
    expect(code).toBe(0);
    const [conv] = decodeModel(await readFile(out)).nodesOf("Conv");
    return [conv!.inputs[0]!.shape.length, /convolutions +(.*)/.exec(told)![1]] as const;
  };
  expect(await rank()).toEqual([4, "convolutions of height 1"]);
  expect(await rank("--conv", "1d")).toEqual([3, "1-D convolutions"]);
  const why = /take [\d.]+ times as long on onnxruntime-node [\d.]+$/;
  expect((await rank("--target", "cpu"))[1]).toMatch(why);
  const both = /times as long on onnxruntime-node [\d.]+, [\d.]+ times as long on onnxruntime-web/;
  expect((await rank("--conv", "auto"))[1]).toMatch(both);
});

test.each([
  [["--to", "onnx", "--conv", "3d"], /--conv: expected auto, 1d or 2d; got "3d"/],
  [["--to", "onnx", "--target", "cpus"], /did you mean "cpu"/],
  [["--to", "tflite", "--conv", "1d"], /--to tflite has no choice of convolutions/],
  [["--app", "web", "--target", "cpu"], /an app holds the model as it is, and --target/],
  [["--to", "onnx", "--opset", "27"], /expected a whole number from 13 to 26; got 27/],
  [["--to", "onnx", "--opset", "x"], /--opset: expected a whole number/],
  [["--to", "tflite", "--opset", "13"], /--to tflite has no ONNX operator set/],
  [["--app", "web", "--opset", "13"], /an app holds the model as it is/],
  [["--to", "c"], /integers need to know which numbers flow/],
  [["--to", "tflite", "--calibrate", "windows.npy"], /--to tflite holds real numbers/],
  [["--to", "tflit"], /did you mean "tflite"/],
  [["--to", "c", "--calibrate", "nowhere.npz"], /no windows at nowhere\.npz/],
])("%j is the user's mistake", async (words, message) => {
  const { code, err } = await (await exporting()).run(...words);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

test("a file that stands where a folder should be is named", async () => {
  const { windows, run } = await exporting();
  const { code, err } = await run("--to", "tfjs-graph", "--out", windows);
  expect(code).toBe(2);
  expect(err).toMatch(/cannot write .*windows\.npy/);
});
