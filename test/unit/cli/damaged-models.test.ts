import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { runCli } from "#src/cli/run-cli";
import { exportedModel } from "#test/support/exported";
import { fakeTerminal } from "#test/support/fake-terminal";
import { temporaryFolder } from "#test/support/temporary-folder";

/** Sound bytes of a graph that breaks a rule. */
function unsound(): Uint8Array {
  const graph = new Graph("unsound");
  const x = graph.input("x", "float32", ["batch", 4]);
  graph.output(
    "y",
    graph.add("MatMul", [x, graph.constant(new Float32Array(6), [3, 2])], ["batch", 2]),
  );
  return encodeModel(graph);
}

const damages = {
  "no ONNX": () => Buffer.from("no model at all"),
  "cut off": () => exportedModel().bytes.subarray(0, 3000),
  unsound,
};

/** Whatever reads a model. */
const doors: readonly (readonly string[])[] = [
  ["quantize", "--calibrate", "windows.npy"],
  ["export", "--to", "onnx"],
  ["export", "--to", "ops"],
  ["export", "--to", "c"],
  ["export", "--app", "web"],
  ["verify"],
  ["stream"],
  ["live"],
];

test.each(
  Object.entries(damages).flatMap(([damage, make]) =>
    doors.map((words) => [words.join(" "), damage, words, make] as const),
  ),
)("%s says which file is wrong: %s", async (_, __, [command, ...words], make) => {
  const model = join(await temporaryFolder(), "model.onnx");
  await writeFile(model, make());
  const terminal = fakeTerminal();
  expect(await runCli([command!, model, ...words], terminal)).toBe(2);
  expect(terminal.err()).toMatch(/^wristill: .*model\.onnx[: ]/);
});
