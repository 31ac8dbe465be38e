import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { UserError } from "#core/errors";
import { decode, encode } from "#graph/message";
import { modelProto } from "#graph/onnx-schema";
import { decodeModel } from "#graph/protobuf";
import { withDataInside } from "#graph/with-data-inside";
import { soundModel } from "#test/support/broken-models";
import { temporaryFolder } from "#test/support/temporary-folder";

const weight = Float32Array.from({ length: 72 }, (_, i) => i / 7);

/** A model in a folder, its first weight in `parts/w.bin` behind 16 other bytes, and described so. */
async function inTwoFiles(entries: Readonly<Record<string, string>>) {
  const root = await temporaryFolder();
  const folder = join(root, "model");
  await mkdir(join(folder, "parts"), { recursive: true });
  const data = Buffer.concat([Buffer.alloc(16), Buffer.from(weight.buffer)]);
  await writeFile(join(folder, "parts", "w.bin"), data);
  await writeFile(join(root, "secret.bin"), data);
  await symlink(join(root, "secret.bin"), join(folder, "link.bin"));
  const model = decode(modelProto, soundModel());
  const externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
  const initializer = model.graph!.initializer!.map((tensor) =>
    tensor.name === "w" ? { ...tensor, rawData: undefined, dataLocation: 1, externalData } : tensor,
  );
  const bytes = encode(modelProto, { ...model, graph: { ...model.graph, initializer } });
  return withDataInside(bytes, join(folder, "model.onnx"));
}

test("weights beside the model are read", async () => {
  const whole = await inTwoFiles({ location: "parts/w.bin", offset: "16", length: "288" });
  const { nodes } = decodeModel(whole);
  expect(nodes.find(({ op }) => op === "Conv")!.inputs[1]!.data).toEqual(weight);
  const toTheEnd = await inTwoFiles({ location: "./parts/w.bin", offset: "16" });
  expect(toTheEnd).toEqual(whole);
});

test.each([
  [{ location: "../secret.bin" }, /outside of the model's folder, which is never opened/],
  [{ location: "parts/../../secret.bin" }, /outside of the model's folder/],
  [{ location: "/etc/passwd" }, /outside of the model's folder/],
  [{ location: "link.bin" }, /outside of the model's folder/],
  [{}, /outside of the model's folder/],
  [{ location: "parts" }, /which is no file/],
  [{ location: "nowhere.bin" }, /"nowhere.bin", which cannot be read/],
  [{ location: "parts/w.bin", offset: "400" }, /has 304 bytes, and the tensor.s end at 400/],
  [{ location: "parts/w.bin", length: "9e15" }, /no place in a file/],
  [
    { location: "parts/w.bin", length: "2000000000" },
    /304 bytes, and the tensor's end at 2000000000/,
  ],
  [{ location: "parts/w.bin", offset: "-4" }, /"-4" is no place in a file/],
])("%j is refused", async (entries, message) => {
  const error = await inTwoFiles(entries as Record<string, string>)
    .then(decodeModel)
    .catch((it: unknown) => it);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toMatch(message);
});

test("whatever the entries say, it is a model or a sentence", async () => {
  const word = fc.oneof(fc.string(), fc.constantFrom("parts/w.bin", "16", "..", "/", "\0", "1e9"));
  await fc.assert(
    fc.asyncProperty(word, word, word, async (location, offset, length) => {
      const result = await inTwoFiles({ location, offset, length }).catch((it: unknown) => it);
      if (!(result instanceof Uint8Array)) expect(result).toBeInstanceOf(UserError);
    }),
    { numRuns: 40 },
  );
});

test("one file stays as it is, and so does what is none", async () => {
  const bytes = soundModel();
  expect(await withDataInside(bytes, "model.onnx")).toBe(bytes);
  const text = await readFile("package.json");
  expect(await withDataInside(text, "package.json")).toBe(text);
});
