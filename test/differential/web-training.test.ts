/** Two builds of onnxruntime, one training: native code and WebAssembly. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { Random } from "#core/random";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { createOrtWebSession } from "#runtime/ort-web";
import type { CreateSession } from "#runtime/session";
import { makeBatches } from "#sensors/batches";
import { demoStep, demoStudent, demoWindows } from "#test/support/demo-student";
import { expectClose } from "#test/support/tensors";
import { recordedEngine } from "#train/engines/recorded";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

test("twenty steps in onnxruntime-web = twenty steps in onnxruntime-node", async () => {
  const { train } = await demoWindows();
  const batches = makeBatches(train, { batchSize: 16, random: new Random(2) });
  const run = async (createSession: CreateSession) => {
    const engine = recordedEngine(createSession, { threads: 1 });
    const step = await engine.compileStep(demoStep(demoStudent(train), 16), new Random(1));
    const losses: number[] = [];
    for (let i = 0; i < 20; i++) {
      const { inputs, labels } = batches.batch(0, i % batches.batchesPerEpoch);
      losses.push((await step.run({ ...inputs, labels }, 1e-3)).loss!);
    }
    await step.release();
    return { losses, arrays: step.state.arrays };
  };
  const [native, web] = [await run(createOrtNodeSession), await run(createOrtWebSession)];
  const tolerance = { absolute: 1e-5, relative: 1e-4 }; // a hundred times the rounding that was seen
  expectClose(web.losses, native.losses, tolerance);
  for (const [name, array] of Object.entries(native.arrays)) {
    expectClose(web.arrays[name]!, array, tolerance);
  }
  expect(native.losses.at(-1)).toBeLessThan(native.losses[0]!);
});
