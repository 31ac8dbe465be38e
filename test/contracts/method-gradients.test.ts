/**
 * Every loss of every method: its gradient against central differences, in double precision. tf.js holds numbers in
 * Float32Array and computes in doubles between: with Float64Array in its place, nothing is rounded to seven digits.
 */
import { env, setBackend, tensor } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import { quietTf } from "#record/quiet";
import { expectClose } from "#test/support/tensors";
import { lossOf, slopeOf, withStudent } from "./method-samples.ts";
import { termsOf } from "./method-terms.ts";

vi.hoisted(() => {
  globalThis.Float32Array = Float64Array as never; // this file's process is its own
});

quietTf();
env().platform.isTypedArray = (x): x is Float32Array => ArrayBuffer.isView(x); // it asks for Float32Array by its true name

const entries = Object.entries(methods) as unknown as readonly (readonly [string, Method])[];
const terms = entries.flatMap(([name, method]) =>
  termsOf(method).map((term) => [name, term.label, term] as const),
);

beforeAll(async () => {
  await setBackend("cpu");
});

test("numbers are doubles", () => {
  expect(tensor([1]).add(1e-12).sub(1).dataSync()[0]).toBeCloseTo(1e-12, 15);
});

describe.each(terms)("the loss of %s: %s", (_name, _label, { lesson, options, sample: draw }) => {
  test("has the gradient that finite differences predict", () => {
    const sample = draw();
    const step = 1e-5;
    let largest = 0;
    for (const [name, { data, shape }] of Object.entries(sample.student)) {
      const gradient = slopeOf(lesson, sample, name, options);
      const stride = Math.ceil(data.length / 12); // a dozen of each output
      const places = [...data.keys()].filter((i) => i % stride === 0);
      const at = (place: number, delta: number) => {
        const moved = data.slice();
        moved[place]! += delta;
        const near = withStudent(sample, { [name]: { data: moved, shape } });
        return lossOf(lesson, near, options, sample);
      };
      const slope = (place: number) => (at(place, step) - at(place, -step)) / (2 * step);
      const numeric = places.map(slope);
      const size = Math.max(...numeric.map(Math.abs));
      largest = Math.max(largest, size);
      expectClose(
        places.map((i) => gradient[i]!),
        numeric,
        { absolute: 1e-5 * size + 1e-9, relative: 1e-4 },
      );
    }
    expect(largest).toBeGreaterThan(1e-6);
  });
});
