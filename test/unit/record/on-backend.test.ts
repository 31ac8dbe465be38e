import { getBackend, relu, tensor } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { onBackend } from "#record/on-backend";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";

test("a recording may be the first that is asked of tf.js", () => {
  quietTf();
  record({ name: "first" }, ({ input, output }) => output("y", relu(input("x", [null, 2]))));
  expect(getBackend()).toBe("cpu");
});

test("the backend of before computes again, also after an error", () => {
  const fail = () =>
    onBackend("wristill-recorder", () => {
      expect(getBackend()).toBe("wristill-recorder");
      throw new Error("inside");
    });
  expect(fail).toThrow("inside");
  expect(getBackend()).toBe("cpu");
  expect([...relu(tensor([-1, 2])).dataSync()]).toEqual([0, 2]);
});
