import { expect, test } from "vitest";
import { FormatError } from "#sensors/formats/format-error";
import { matVariable, readMat } from "#sensors/formats/mat";
import { matValue } from "#sensors/formats/mat-values";
import { doubles, type MatFormat, makeMat } from "./make-mat.ts";

const values = [1, 2, 3, 4, 5, 6.5];
const variable = (big = false) =>
  ({ name: "d_iner", dimensions: [2, 3], data: [9, doubles(values, big)] }) as const;

test.each<MatFormat>([
  {},
  { compress: true },
  { big: true },
  { big: true, compress: true },
  { small: true },
  { small: true, compress: true },
])("reads what was written: %j", async (format) => {
  const array = await matVariable(makeMat([variable(format.big)], format), "a.mat", "d_iner");
  expect(array.dimensions).toEqual([2, 3]);
  expect([...array.data]).toEqual(values);
});

test.each([
  ["int8", 1, Int8Array.of(-1, 2), [-1, 2]],
  ["uint8", 2, Uint8Array.of(255, 2), [255, 2]],
  ["int16", 3, Int16Array.of(-300, 2), [-300, 2]],
  ["uint16", 4, Uint16Array.of(65535, 2), [65535, 2]],
  ["int32", 5, Int32Array.of(-70000, 2), [-70000, 2]],
  ["uint32", 6, Uint32Array.of(4294967295, 2), [4294967295, 2]],
  ["single", 7, Float32Array.of(0.5, -2), [0.5, -2]],
  ["int64", 12, BigInt64Array.of(-5n, 2n), [-5, 2]],
  ["uint64", 13, BigUint64Array.of(5n, 2n), [5, 2]],
] as const)("numbers stored as %s", async (_name, type, data, expected) => {
  const bytes = new Uint8Array(data.buffer);
  for (const small of [false, true]) {
    const mat = makeMat([{ name: "x", dimensions: [1, 2], data: [type, bytes] }], { small });
    expect([...(await matVariable(mat, "a.mat", "x")).data]).toEqual(expected);
  }
});

test("several variables; a wrong name is answered with those there are", async () => {
  const text = { name: "t", dimensions: [1, 1], arrayClass: 4, data: [4, Uint8Array.of(65, 0)] };
  const mat = makeMat([text as never, variable(), { ...variable(), name: "other" }]);
  const file = await readMat(mat, "a.mat");
  expect([...file.variables.keys()]).toEqual(["t", "d_iner", "other"]);
  expect(matValue(file, ["t"], "text").rows).toEqual(["A"]);
  expect(() => matValue(file, ["d_skel"], "numbers")).toThrow(
    /a\.mat, entry d_skel: no "d_skel"\n {2}help: did you mean "d_iner"\? it holds: t, d_iner, other/,
  );
  expect(() => matValue(file, ["t"], "numbers")).toThrow(/entry t: expected numbers, found text/);
});

test("complex numbers have imaginary parts", async () => {
  const both = Buffer.concat([doubles([1, 2, 3, 4, 5, 6])]);
  const mat = makeMat([{ ...variable(), flags: 0x0800, more: [[9, both]] }]);
  expect([...(await matVariable(mat, "a.mat", "d_iner")).imaginary!]).toEqual([1, 2, 3, 4, 5, 6]);
});

async function errorOf(bytes: Uint8Array): Promise<FormatError> {
  const outcome = await readMat(bytes, "a.mat").catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(FormatError);
  return outcome as FormatError;
}

test.each<[string, Uint8Array, RegExp, number]>([
  ["an empty file", new Uint8Array(0), /shorter than the header/, 0],
  ["a text file", Buffer.from("a,b\n".repeat(60)), /not a MAT file of level 5/, 126],
  ["an unknown version", versioned(), /MAT version 2\.0, expected 1\.0/, 124],
  ["a cut file", makeMat([variable()]).subarray(0, 200), /cut short: an element of/, 128],
  ["a cut tag", makeMat([variable()]).subarray(0, 132), /cut short inside a tag/, 128],
  ["a cut compressed file", cutCompressed(), /cut short/, 128],
  ["damaged compression", damaged(), /damaged compression: /, 128],
  [
    "too few numbers",
    makeMat([{ ...variable(), dimensions: [200, 3] }]),
    /is 200 × 3, but 6 numbers/,
    192,
  ],
  [
    "absurd dimensions",
    makeMat([{ ...variable(), dimensions: [-1, 3] }]),
    /dimensions -1 × 3/,
    160,
  ],
  ["no imaginary part", makeMat([{ ...variable(), flags: 0x0800 }]), /cut short inside a tag/, 240],
  [
    "an unknown class",
    makeMat([{ ...variable(), arrayClass: 20 }]),
    /an array of unknown class 20/,
    184,
  ],
])("%s is refused at its byte", async (_name, bytes, message, byte) => {
  const error = await errorOf(bytes);
  expect(error.message).toMatch(message);
  expect(error.message).toContain("a.mat");
  expect(error.place).toEqual({ byte });
});

test("an element that claims gigabytes allocates nothing", async () => {
  const mat = makeMat([variable()]);
  new DataView(mat.buffer, mat.byteOffset).setUint32(132, 0xffff_fff0, true);
  expect((await errorOf(mat)).message).toMatch(/an element of 4294967280 bytes/);
});

function versioned(): Uint8Array {
  const mat = makeMat([]);
  mat.set([0x00, 0x02], 124);
  return mat;
}

function cutCompressed(): Uint8Array {
  const mat = makeMat([variable()], { compress: true });
  return mat.subarray(0, mat.length - 10);
}

function damaged(): Uint8Array {
  const mat = makeMat([variable()], { compress: true });
  return mat.fill(0xaa, 150, 170);
}
