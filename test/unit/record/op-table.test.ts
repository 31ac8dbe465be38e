import { getKernel, setBackend } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { ops } from "#record/ops/index";
import { quietTf } from "#record/quiet";
import { unrecorded } from "#record/unrecorded";
import { opTable } from "#test/support/op-table";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

test("docs/ops.md says what the recorder does (npm run docs:ops writes it)", async () => {
  await expect(opTable()).toMatchFileSnapshot("../../../docs/ops.md");
});

test("what is left out is a kernel of tf.js and not recorded after all", () => {
  const recorded = new Set(ops.map(({ kernel }) => kernel));
  for (const kernel of Object.keys(unrecorded)) {
    expect(getKernel(kernel, "cpu"), kernel).toBeDefined();
    expect(recorded, kernel).not.toContain(kernel);
  }
});
