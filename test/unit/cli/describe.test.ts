import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "#src/cli/run-cli";
import { streamModel } from "#stream/stream-model";
import { fakeTerminal } from "#test/support/fake-terminal";
import { aboutForeign, foreignModel } from "#test/support/foreign-model";
import { temporaryFolder } from "#test/support/temporary-folder";

/** A model that says nothing of itself, and a description, in a folder of their own. */
async function foreign(yaml = aboutForeign) {
  const folder = await temporaryFolder();
  const [model, about] = [join(folder, "torch.onnx"), join(folder, "about.yaml")];
  await writeFile(model, foreignModel({ length: 32 }));
  await writeFile(about, yaml);
  const run = async (...words: string[]) => {
    const terminal = fakeTerminal({ input: words[0] === "stream" ? rows : "" });
    const code = await runCli(words, terminal);
    return { code, out: terminal.out(), err: terminal.err() };
  };
  const out = join(folder, "model.onnx");
  const describeIt = () => run("export", model, "--to", "onnx", "--describe", about, "--out", out);
  return { folder, model, about, out, run, describeIt };
}

/** Two seconds at 50 Hz in which the second channel is largest. */
const rows = `time,x,y,z\n${Array.from({ length: 100 }, (_, i) => `${i / 50},0,9,0`).join("\n")}\n`;

test("a described file streams; the one before is refused with what to do", async () => {
  const { model, out, run, describeIt } = await foreign();
  const refused = await run("stream", model);
  expect([refused.code, refused.err]).toEqual([
    2,
    expect.stringMatching(/does not say what its inputs and classes are\n.*--describe about\.yaml/),
  ]);
  const { code, out: told } = await describeIt();
  expect(code).toBe(0);
  expect(told).toMatch(/^acc +32 × 3 in g at 50 Hz; the model's "x" \(nct\)$/m);
  expect(told).toMatch(/^classes +3, of the output "y"$/m);
  expect(streamModel(await readFile(out)).labels).toEqual(["a", "b", "c"]);
  expect((await run("stream", out)).out).toMatch(/ b +\d+ %/);
});

test("an app starts from a model and its description at once; without one it is refused with what to do", async () => {
  const { folder, model, about, run } = await foreign();
  const refused = await run("export", model, "--app", "android");
  expect([refused.code, refused.err]).toEqual([
    2,
    expect.stringContaining("--describe about.yaml"),
  ]);
  const { code, err } = await run("export", model, "--app", "android", "--describe", about);
  expect([code, err]).toEqual([0, ""]);
  const assets = join(folder, "torch.android", "app", "src", "main", "assets");
  const manifest = JSON.parse(await readFile(join(assets, "manifest.json"), "utf8"));
  expect(manifest).toMatchObject({ classes: ["a", "b", "c"], sampleRate: 50, window: 32 });
  expect(manifest.channels[0]).toEqual({ sensor: "accelerometer", axis: "x", unit: "g" });
});

test("a mistake in the description is the user's, and nothing is written", async () => {
  const { out, describeIt } = await foreign(aboutForeign.replace("z]", "z, w]"));
  const { code, err } = await describeIt();
  expect(code).toBe(2);
  expect(err).toContain("inputs.acc has 4 channels (x, y, z, w)");
  await expect(readFile(out)).rejects.toThrow("ENOENT");
});
