import { expect, test } from "vitest";
import { aboutFile } from "#core/about-file";
import { UserError } from "#core/errors";

test("a sentence about a file begins with it, and keeps what to do", async () => {
  const told = aboutFile("a/net.onnx", () => {
    throw new UserError("it is damaged", "save it anew");
  });
  await expect(told).rejects.toThrow(/^a\/net\.onnx: it is damaged\n {2}help: save it anew$/);
  await expect(told).rejects.toMatchObject({ problem: "a/net.onnx: it is damaged" });
});

test.each([
  ["one that has it", "net.onnx", new UserError("net.onnx is damaged", "save net.onnx")],
  ["one of a file that nobody named", undefined, new UserError("it is damaged")],
  ["a mistake of ours", "net.onnx", new TypeError("undefined")],
])("%s stays", async (_, file, error) => {
  await expect(aboutFile(file, () => Promise.reject(error))).rejects.toBe(error);
});
