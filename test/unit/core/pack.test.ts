import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pack, unpack } from "#core/pack";

const array = fc.oneof(
  fc.float32Array({ maxLength: 20 }),
  fc.int32Array({ maxLength: 20 }),
  fc.uint8Array({ maxLength: 20 }),
  fc.float64Array({ maxLength: 20 }),
  fc.int8Array({ maxLength: 20 }),
  fc.uint16Array({ maxLength: 20 }),
  fc.bigInt64Array({ maxLength: 20 }),
);

describe("pack", () => {
  test("gives back what it was given, every bit of it", () => {
    const value = fc.record({
      name: fc.string(),
      empty: fc.constantFrom(null, {}, []),
      arrays: fc.array(array),
      deep: fc.record({ weights: array, step: fc.integer() }),
    });
    fc.assert(
      fc.property(value, (x) => {
        expect(unpack(pack(x), "x")).toEqual(x);
      }),
    );
  });

  test("holds the elements of a view, not of its buffer", () => {
    const view = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    expect(unpack(pack({ view }), "x")).toEqual({ view: Float32Array.of(1, 2) });
  });

  test("holds arrays longer than a call has arguments", () => {
    const long = Uint8Array.from({ length: 300_000 }, (_, i) => i * 7);
    expect(unpack(pack(long), "x")).toEqual(long);
  });

  test.each(['{"toString":"cancel"}', '{"constructor":[1]}', '{"Float32Array":{"shape":[1]}}'])(
    "plain data stays plain data, whatever its one key is called: %s",
    (text) => {
      expect(JSON.stringify(unpack(pack(JSON.parse(text)), "x"))).toBe(text);
    },
  );

  test("a type it does not know is named", () => {
    expect(() => pack({ x: new Uint32Array(1) })).toThrow("cannot hold a Uint32Array");
  });

  test.each(["", "{", pack({ x: new Float32Array(4) }).slice(0, -3)])(
    "text that is not whole is refused by name: %j",
    (text) => {
      expect(() => unpack(text, "step.json")).toThrow(/step\.json is not whole: .*characters/);
    },
  );
});
