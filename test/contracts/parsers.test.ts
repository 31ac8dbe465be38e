/** Whatever is in a file, it is read, or refused by a FormatError that names file and place: soon, and in little memory. */
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { FormatError } from "#sensors/formats/format-error";
import { type ParserSample, parserSamples } from "./parser-samples.ts";

const name = "folder/some file";
/** s of processor time; files of a few kB take a thousandth. */
const soon = 3;
/** Bytes of memory that all files of this suite together may take. */
const little = 600e6;
const seed = 20_260_101;

const before = process.resourceUsage().maxRSS;
afterAll(() => {
  expect((process.resourceUsage().maxRSS - before) * 1024).toBeLessThan(little);
});

/** Fails unless the outcome is a value or a typed error. */
async function check({ read }: ParserSample, bytes: Uint8Array): Promise<void> {
  const start = process.cpuUsage();
  let outcome: unknown;
  try {
    outcome = await read(bytes, name);
  } catch (error) {
    outcome = error;
  }
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(soon);
  if (!(outcome instanceof Error)) return;
  expect(outcome, String(outcome.stack)).toBeInstanceOf(FormatError);
  expect((outcome as FormatError).file).toContain(name);
  expect(outcome.message).toMatch(/^folder\/some file.*, (line|byte|record|entry) /);
  expect(outcome.message.length).toBeLessThan(2000);
}

function changed(file: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = Uint8Array.from(file);
  change(copy);
  return copy;
}

describe.each(parserSamples)("$name", (sample) => {
  const { file, runs } = sample;
  const place = fc.nat(file.length - 1);
  const holds = (property: fc.IAsyncProperty<[Uint8Array]>) =>
    fc.assert(property, { numRuns: runs, seed });

  test("the sample itself is read", async () => {
    expect(await sample.read(file, name)).toBeDefined();
  });

  test("cut anywhere", async () => {
    const step = Math.max(1, Math.floor(file.length / runs));
    for (let length = 0; length < file.length; length += step)
      await check(sample, file.subarray(0, length));
  });

  test("random bytes, alone and behind a good beginning", async () => {
    const noise = fc.uint8Array({ maxLength: 600 });
    const behind = fc
      .tuple(place, noise)
      .map(([at, bytes]) => Uint8Array.from([...file.subarray(0, at), ...bytes]));
    await holds(fc.asyncProperty(fc.oneof(noise, behind), (bytes) => check(sample, bytes)));
  });

  test("flipped bits", async () => {
    const flips = fc.array(fc.tuple(place, fc.nat(7)), { minLength: 1, maxLength: 6 });
    const flipped = flips.map((list) =>
      changed(file, (copy) => {
        for (const [at, bit] of list) copy[at]! ^= 1 << bit;
      }),
    );
    await holds(fc.asyncProperty(flipped, (bytes) => check(sample, bytes)));
  });

  test("absurd numbers: −1, the largest, the most negative, endless digits", async () => {
    const absurd = fc.constantFrom(
      [255, 255, 255, 255],
      [255, 255, 255, 127],
      [127, 255, 255, 255],
      [0, 0, 0, 128],
      [255, 255, 255, 255, 255, 255, 255, 127],
      [0, 0, 0, 0, 0, 0, 240, 127],
      [...new TextEncoder().encode("99999999")],
      [...new TextEncoder().encode("-1      ")],
      [...new TextEncoder().encode("NaN Inf ")],
    );
    const written = fc.tuple(place, absurd).map(([at, bytes]) =>
      changed(file, (copy) => {
        copy.set(bytes.slice(0, copy.length - at), at);
      }),
    );
    await holds(fc.asyncProperty(written, (bytes) => check(sample, bytes)));
  });

  test("parts that repeat or are missing", async () => {
    const spliced = fc.tuple(place, place, place).map(([a, b, c]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      return Uint8Array.from([
        ...file.subarray(0, c),
        ...file.subarray(from, to),
        ...file.subarray(c),
      ]);
    });
    await holds(fc.asyncProperty(spliced, (bytes) => check(sample, bytes)));
  });
});
