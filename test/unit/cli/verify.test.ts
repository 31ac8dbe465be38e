import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ModelFacts } from "#export/inspect-model";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { runCli } from "#src/cli/run-cli";
import { brokenModels } from "#test/support/broken-models";
import { exportedModel } from "#test/support/exported";
import { fakeTerminal } from "#test/support/fake-terminal";
import { temporaryFolder } from "#test/support/temporary-folder";

async function verify(bytes: Uint8Array, ...flags: string[]) {
  const file = join(await temporaryFolder(), "model.onnx");
  await writeFile(file, bytes);
  const terminal = fakeTerminal();
  const code = await runCli(["verify", file, ...flags], terminal);
  return { code, out: terminal.out(), err: terminal.err() };
}

test("a sound file shows what goes in, what comes out and what each layer costs", async () => {
  const { code, out } = await verify(exportedModel().bytes);
  expect(code).toBe(0);
  expect(out).toContain("in         acc: float32 [batch, 64, 3]");
  expect(out).toContain("operators  ai.onnx;17;Conv,Div,Gemm,GlobalAveragePool,MaxPool,Relu,");
  expect(out).toMatch(/conv2 +Conv +2\.6 k +10\.4 kB +28 % +81\.9 k +42 %/);
  expect(out).toContain("and 10 without weights");
});

test("sizes that the file does not state are found", async () => {
  const { graph } = exportedModel();
  const bare = decodeModel(encodeModel(graph));
  const { out } = await verify(encodeModel(bare), "--json");
  const facts: ModelFacts = JSON.parse(out);
  expect(facts.cost?.macs).toBe(exportedModel().cost.macs);
});

test("a set whose rules are not known is said to be so, and which are", async () => {
  const graph = decodeModel(exportedModel().bytes);
  for (const opset of [6, 29]) {
    graph.opsets.set("", opset);
    const { code, err } = await verify(encodeModel(graph));
    expect(code).toBe(2);
    expect(err).toContain(`the rules of operator set ${opset} are not known, 7 to 28 are`);
  }
});

test("a broken file names all its mistakes and exits with 2", async () => {
  const [, , make] = brokenModels.find(([name]) => name === "half the pads")!;
  const { code, out, err } = await verify(make());
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain('is not a sound ONNX model:\n  - node "conv" (Conv): pads [0,1] must be 4');
});

test("--json has the problems of a broken file too", async () => {
  const { code, out } = await verify(Uint8Array.of(1, 2, 3), "--json");
  expect(code).toBe(2);
  expect((JSON.parse(out) as ModelFacts).problems[0]).toMatch(
    /^it is no ONNX file, or damaged: illegal tag/,
  );
});
