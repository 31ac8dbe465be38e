import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { quietTf } from "#record/quiet";
import { runCli } from "#src/cli/run-cli";
import { exportedModel } from "#test/support/exported";
import { fakeTerminal } from "#test/support/fake-terminal";
import { temporaryFolder } from "#test/support/temporary-folder";

let bytes: Uint8Array;
beforeAll(() => {
  quietTf();
  ({ bytes } = exportedModel());
});

/** Rows at 50 Hz of the channels c0, c1, c2, with a label and 2 s of silence after row 100. */
function csv(header = "time,c0,label,c1,c2", rows = 300, timeOf = (t: number) => t): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const time = row / 50 + (row >= 100 ? 2 : 0);
    const [a, b, c] = [Math.sin(time * 3), Math.cos(time * 5), 1];
    return [timeOf(time), a, "walk", b, c].join(",");
  });
  return [header, ...lines, ""].join("\n");
}

const stream = (input: string, ...flags: string[]) => streamOf(bytes, input, ...flags);

async function streamOf(content: Uint8Array, input: string, ...flags: string[]) {
  const model = join(await temporaryFolder(), "model.onnx");
  await writeFile(model, content);
  const terminal = fakeTerminal({ input });
  const code = await runCli(["stream", model, ...flags], terminal);
  const [out, err] = [terminal.out(), terminal.err()];
  return { code, out, err, lines: out.trimEnd().split("\n") };
}

const every = ["--every", "--json", "--smoothing", "none"];

test("a recording's activities, gaps and what they cost", async () => {
  const { code, out, err } = await stream(csv(), "--threshold", "0");
  expect(code).toBe(0);
  expect(out).toMatch(/^ +1\.28 s {2}(walking|jogging|sitting|standing) +\d+ % {2}[\d.]+ [µm]s$/m);
  expect(out).toContain("4.00 s  begins anew: no sample came since 1.98 s\n");
  expect(err).toMatch(
    /^300 samples, 7 windows, 1 gap; [\d.]+ µs a sample, .* a window \(95 %: .*\)$/m,
  );
});

test("standard input and a file say the same, in any spelling of columns, clock and units", async () => {
  const answers = ({ lines }: { lines: readonly string[] }) =>
    lines.map((line) => {
      const { latency, ...rest } = JSON.parse(line);
      return rest;
    });
  const plain = answers(await stream(csv(), ...every));
  expect(plain).toHaveLength(8);
  expect(plain[0]).toMatchObject({ start: 0, end: 1.28, smoothed: plain[0].probabilities });
  const file = join(await temporaryFolder(), "walk.csv");
  await writeFile(file, `\ufeff${csv().replaceAll("\n", "\r\n")}`);
  expect(answers(await stream("", ...every, "--samples", file))).toEqual(plain);
  await writeFile(file, `\ufeff${csv()}`, "utf16le");
  expect(answers(await stream("", ...every, "--samples", file))).toEqual(plain);
  const other = csv('ms;a;"label";b;c', 300, (t) => Math.round(t * 1000)).replaceAll(/,/g, ";");
  const spelt = ["--columns", "a,b,c", "--time", "ms", "--time-unit", "ms", "--units", "mg"];
  const small = answers(await stream(other, ...every, ...spelt, "--rate", "50"));
  expect(small.map(({ start }) => start)).toEqual(plain.map(({ start }) => start));
  expect(small[0].logits).not.toEqual(plain[0].logits); // a thousandth of the size
});

test("rows without times come at the model's rate, or at --rate", async () => {
  const timeless = csv("row,c0,label,c1,c2");
  const starts = async (...flags: string[]) =>
    (await stream(timeless, ...every, "--hop", "1.28", ...flags)).lines.map(
      (line) => JSON.parse(line).start,
    );
  expect(await starts()).toEqual([0, 1.28, 2.56, 3.84]);
  expect(await starts("--rate", "100 Hz")).toEqual([0, 1.28]);
});

describe("mistakes are sentences", () => {
  test.each([
    [csv("time,a,label,b,c"), [], '-, line 1: no column "c0" or "acc.c0" or "acc_c0"'],
    [csv().replace("\n1.5,", "\nx,"), [], "expected a number"],
    [csv().replace("\n1.5,", "\n,"), [], '-, line 77: no time in "time"'],
    [csv(undefined, 64, (t) => 1000 * t), [], "by their times rows come at 0.05 Hz"],
    ["", [], "-, line 1: is empty"],
    [csv(), ["--columns", "c0"], "--columns: expected 3 columns (acc.c0, acc.c1, acc.c2), got 1"],
    [csv(), ["--units", "deg/s"], "units of acc: the model reads g, which deg/s cannot"],
    [csv(), ["--time-unit", "h"], '--time-unit: expected one of s, ms, µs, ns; got "h"'],
    [csv(), ["--smoothing", "hmm("], "--smoothing: expected hmm, hmm(dwell=5)"],
    [csv(), ["--smoothing", "majority(windows=1e12)"], "a whole number from 1 to 10000, got"],
    [csv(), ["--smoothing", "hm"], 'did you mean "hmm"?'],
    [csv(), ["--temperature", "-1"], "--temperature: expected a number above 0; got"],
    [csv(), ["--samples", "gone.csv"], "gone.csv cannot be read"],
  ])("%#", async (input, flags, message) => {
    const { code, err } = await stream(input, ...flags);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});

test("a model of processed signals takes the columns and the rate of what was measured", async () => {
  const acc = { length: 64, channels: ["x", "y", "z"], sampleRate: 50, unit: "g" };
  const measured = [{ name: "acc", channels: ["x", "y", "z"], sampleRate: 100, unit: "g" }];
  const processing = [{ name: "scale", options: { factor: 2, unit: "g" }, causal: true }];
  const { bytes: processed } = exportedModel(undefined, {
    signals: { acc: { ...acc, processing, measured } },
  });
  const { lines } = await streamOf(processed, csv("row,x,label,y,z"), ...every, "--hop", "1.28");
  expect(lines.map((line) => JSON.parse(line).start)).toEqual([0, 1.28]);
});
