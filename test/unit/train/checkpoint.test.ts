import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "#test/support/temporary-folder";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "#train/checkpoint";

const figures = {
  epoch: 1,
  loss: 0.5,
  learningRate: 1e-3,
  trainAccuracy: null,
  validationAccuracy: 0.75,
  validationLoss: 0.25,
};

const checkpoint: Checkpoint = {
  state: {
    step: 12,
    arrays: {
      "critic/parameters": Float32Array.of(1.5, -0, 3e-40), // signs and denormals survive too
      "critic/m": Float32Array.of(1, 2, 3),
      queue: Float32Array.of(7),
      empty: new Float32Array(0),
    },
  },
  history: [figures],
  best: {
    epoch: 1,
    accuracy: 0.75,
    loss: 0.25,
    weights: { parameters: Float32Array.of(9, 8, 7), statistics: Float32Array.of(6) },
  },
};

async function written(content: Checkpoint = checkpoint) {
  const path = join(await temporaryFolder(), "checkpoint.bin");
  await writeCheckpoint(path, content);
  return path;
}

test("comes back to the bit", async () => {
  expect(await readCheckpoint(await written())).toEqual(checkpoint);
});

test("without a best epoch, without arrays", async () => {
  const state = { ...checkpoint.state, arrays: {} };
  const bare = { ...checkpoint, state, best: undefined };
  expect(await readCheckpoint(await written(bare))).toEqual(bare);
});

test("a view into a larger buffer is written by itself", async () => {
  const parameters = Float32Array.of(1, 2, 3, 4, 5).subarray(1, 4);
  const path = await written({ ...checkpoint, state: { step: 1, arrays: { parameters } } });
  expect([...(await readCheckpoint(path))!.state.arrays.parameters!]).toEqual([2, 3, 4]);
});

test("none where there is no file", async () => {
  expect(await readCheckpoint(join(await temporaryFolder(), "checkpoint.bin"))).toBeUndefined();
});

describe("a damaged file is refused with what to do", () => {
  const refused = async (change: (bytes: Buffer) => Uint8Array) => {
    const path = await written();
    await writeFile(path, change(await readFile(path)));
    const message = "is not a whole checkpoint\n  help: delete it: the training starts again";
    await expect(readCheckpoint(path)).rejects.toThrow(message);
  };

  test.each([0, 5, 22, 60])("cut off after %i bytes", (length) =>
    refused((bytes) => bytes.subarray(0, length)),
  );
  test("cut off among the arrays", () => refused((bytes) => bytes.subarray(0, -20)));
  test("one byte short", () => refused((bytes) => bytes.subarray(0, -1)));
  test("one byte long", () => refused((bytes) => Buffer.concat([bytes, Buffer.of(0)])));
  test("something else", () =>
    refused(() => Buffer.from("PK\u0003\u0004 a zip archive\n".repeat(20))));
  test("a header that is not JSON", () =>
    refused((bytes) =>
      Buffer.from(bytes.toString("latin1").replace('{"step"', '{"step'), "latin1"),
    ));
  test("a header of something else", () =>
    refused(() => Buffer.from('wristill checkpoint 2\n{"arrays":5}\n')));
});

test("one of an earlier version is refused by that name", async () => {
  const path = await written();
  await writeFile(path, 'wristill checkpoint 1\n{"step":3,"lengths":[1],"slots":0}\n\0\0\0\0');
  await expect(readCheckpoint(path)).rejects.toThrow(
    "is a checkpoint of another version of wristill\n  help: delete it: the training starts again",
  );
});
