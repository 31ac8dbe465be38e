import fc from "fast-check";
import { expect, test } from "vitest";
import { MatError, matVariable, readMat } from "#sensors/formats/mat";
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
])("reads what was written: %j", (format) => {
  const array = matVariable(makeMat([variable(format.big)], format), "a.mat", "d_iner");
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
] as const)("numbers stored as %s", (_name, type, data, expected) => {
  const bytes = new Uint8Array(data.buffer);
  for (const small of [false, true]) {
    const mat = makeMat([{ name: "x", dimensions: [1, 2], data: [type, bytes] }], { small });
    expect([...matVariable(mat, "a.mat", "x").data]).toEqual(expected);
  }
});

test("several variables; what is not numeric is passed over", () => {
  const text = { name: "t", dimensions: [1, 1], arrayClass: 4, data: [4, Uint8Array.of(65, 0)] };
  const mat = makeMat([text as never, variable(), { ...variable(), name: "other" }]);
  expect([...readMat(mat, "a.mat").keys()]).toEqual(["d_iner", "other"]);
  expect(() => matVariable(mat, "a.mat", "d_skel")).toThrow(
    /a\.mat: no numeric variable "d_skel"; it holds: d_iner, other/,
  );
});

function errorOf(bytes: Uint8Array): MatError {
  try {
    readMat(bytes, "a.mat");
  } catch (error) {
    if (error instanceof MatError) return error;
    throw error;
  }
  throw new Error("was read");
}

test.each<[string, Uint8Array, RegExp, number]>([
  ["an empty file", new Uint8Array(0), /shorter than the header/, 0],
  ["a text file", Buffer.from("a,b\n".repeat(60)), /not a MAT file of level 5/, 126],
  ["MATLAB 7.3", hdf(), /an HDF5 file[\s\S]*-v7/, 126],
  ["an unknown version", versioned(), /MAT version 2\.0, expected 1\.0/, 124],
  ["a cut file", makeMat([variable()]).subarray(0, 200), /cut short: an element of/, 128],
  ["a cut tag", makeMat([variable()]).subarray(0, 132), /cut short inside a tag/, 128],
  ["a cut compressed file", cutCompressed(), /cut short/, 128],
  ["damaged compression", damaged(), /compressed variable is damaged/, 128],
  ["too few numbers", makeMat([{ ...variable(), dimensions: [200, 3] }]), /is 200 × 3, but 6/, 160],
  [
    "absurd dimensions",
    makeMat([{ ...variable(), dimensions: [-1, 3] }]),
    /dimensions -1 × 3/,
    160,
  ],
  ["complex numbers", makeMat([{ ...variable(), flags: 0x0800 }]), /"d_iner" is complex/, 136],
])("%s is refused at its byte", (_name, bytes, message, offset) => {
  const error = errorOf(bytes);
  expect(error.message).toMatch(message);
  expect(error.message).toContain("a.mat");
  expect(error.offset).toBe(offset);
});

test("an element that claims gigabytes allocates nothing", () => {
  const mat = makeMat([variable()]);
  new DataView(mat.buffer, mat.byteOffset).setUint32(132, 0xffff_fff0, true);
  expect(errorOf(mat).message).toMatch(/an element of 4294967280 bytes/);
});

test("whatever is changed or cut, the answer is an array or a MatError", () => {
  const formats = [{}, { compress: true }, { small: true }];
  const change = fc.tuple(fc.nat(400), fc.nat(255));
  fc.assert(
    fc.property(
      fc.constantFrom(...formats),
      fc.array(change, { maxLength: 4 }),
      fc.nat(400),
      (format, changes, cut) => {
        const mat = Uint8Array.from(makeMat([variable()], format));
        for (const [at, value] of changes) mat[at % mat.length] = value;
        const bytes = mat.subarray(0, cut < 100 ? mat.length : cut);
        let outcome: unknown;
        try {
          outcome = readMat(bytes, "a.mat");
        } catch (error) {
          outcome = error;
        }
        expect(outcome instanceof Map || outcome instanceof MatError).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

function hdf(): Uint8Array {
  const bytes = new Uint8Array(600);
  bytes.set([0x89, 0x48, 0x44, 0x46]);
  return bytes;
}

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
