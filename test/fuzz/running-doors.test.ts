/** @file The ways in for files that run as they are: a bundle for an app, a live page, a stream, onnxruntime's own graph. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { Random } from "#core/random";
import { openSource } from "#export/formats/open-source";
import { decode, encode, type Message } from "#graph/message";
import { modelProto } from "#graph/onnx-schema";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { streamSamples } from "#src/cli/stream-samples";
import { exportApp } from "#src/pipeline/app/export-app";
import { liveRun } from "#src/pipeline/live-run";
import { changedLeaf, damagedBytes } from "#test/support/damage";
import { exportedModel } from "#test/support/exported";
import {
  computedModels,
  decidedByWindows,
  hugeModels,
  tooLarge,
  windowModels,
} from "#test/support/large-models";
import { studentFiles } from "#test/support/student-files";
import { temporaryFolder } from "#test/support/temporary-folder";

type Door = (bytes: Uint8Array, folder: string) => Promise<unknown>;

const settings = { smoothing: { name: "none" }, threshold: 0.5 } as const;

async function* noRows(): AsyncGenerator<string> {
  yield "time,e0\n";
}

const doors: Readonly<Record<string, Door>> = {
  app: (bytes, folder) =>
    exportApp(bytes, "model.onnx", { app: "android", out: folder, ...settings }),
  live: async (bytes, folder) => {
    const path = join(folder, "model.onnx");
    await writeFile(path, bytes);
    return liveRun(path, undefined);
  },
  stream: (bytes) => {
    const typed = { "time-unit": "s", smoothing: "none", threshold: "0.5" };
    return streamSamples(bytes, noRows(), { model: "it", samples: "-", ...typed }, {});
  },
  ops: async (bytes) => openSource(bytes, { createSession }).optimized(),
};

describe.each(Object.entries(doors))("%s", (_, open) => {
  test.each([...hugeModels, ...computedModels])("refuses: %s", async (_, make) => {
    await expect(open(make(), await temporaryFolder())).rejects.toThrow(tooLarge);
  });
});

test.each([12, 17])("a model of set %i without outputs is a sentence", async (opset) => {
  const { graph } = exportedModel();
  graph.outputs.splice(0);
  graph.opsets.set("", opset);
  const folder = await temporaryFolder();
  for (const name of ["app", "live", "stream"])
    await expect(doors[name]!(encodeModel(graph), folder), name).rejects.toThrow("has no outputs");
});

test.each(windowModels)("%s is nobody's to run; what is loaded alone passes", async (_, make) => {
  const folder = await temporaryFolder();
  for (const name of ["app", "live", "stream"])
    await expect(doors[name]!(make(), folder), name).rejects.toThrow(decidedByWindows);
  await doors.ops!(make(), folder);
});

test("100 files with damaged bytes, a changed number, name or list are each opened or a sentence", async () => {
  const folder = await temporaryFolder();
  const random = new Random(3);
  const { bytes } = studentFiles().find(({ name }) => name === "eegnet")!.model;
  const whole = decode(modelProto, bytes);
  const changed = () => {
    const graph = changedLeaf(whole.graph, random, odd);
    return encode(modelProto, { ...whole, graph } as Message<typeof modelProto>);
  };
  const refused: Record<string, number> = {};
  for (let i = 0; i < 100; i++) {
    const damaged = i % 2 === 0 ? damagedBytes(bytes, random) : changed();
    for (const [door, open] of Object.entries(doors)) {
      const result = await open(damaged, folder).catch((error: unknown) => error);
      if (!(result instanceof Error)) continue;
      if (!(result instanceof UserError)) throw new Error(`${door}, ${i}: ${result.stack}`);
      refused[door] = (refused[door] ?? 0) + 1;
    }
  }
  for (const door of ["app", "stream", "ops"]) expect(refused[door], door).toBeGreaterThan(30);
});

test("80 changes to what a file says of itself are each believed or a sentence", async () => {
  const folder = await temporaryFolder();
  const random = new Random(4);
  const { bytes } = studentFiles().find(({ name }) => name === "eegnet")!.model;
  const values = [-1, 0, 1e12, 0.5, "", "eeg", null, [], {}, [1e9], true];
  let refused = 0;
  for (let i = 0; i < 80; i++) {
    const graph = decodeModel(bytes);
    const key = ["labels", "inputs", "inputs", "temperature"][random.integer(4)]!;
    const said = JSON.parse(graph.metadata.get(key) ?? "1.5");
    const other = changedLeaf({ said }, random, () => values[random.integer(values.length)]) as {
      said: unknown;
    };
    graph.metadata.set(key, JSON.stringify(other.said) ?? "");
    const changed = encodeModel(graph, { valueInfo: true });
    for (const door of ["app", "stream"]) {
      const result = await doors[door]!(changed, folder).catch((error: unknown) => error);
      if (!(result instanceof Error)) continue;
      if (!(result instanceof UserError)) throw new Error(`${door}, ${i}: ${result.stack}`);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(40);
});

/** A leaf of the same kind. */
function odd(leaf: unknown): unknown {
  if (typeof leaf === "number") return leaf === 0 ? 1e9 : -leaf;
  if (typeof leaf === "bigint") return 1_000_000_000_000n;
  if (typeof leaf === "string") return "no such name";
  if (leaf instanceof Uint8Array) return leaf.subarray(0, leaf.length >> 1);
  return leaf;
}
