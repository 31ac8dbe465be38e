import fc from "fast-check";
import { expect, test } from "vitest";
import { mapChannels, scaleChannels } from "#augmentations/per-channel";
import { Random } from "#core/random";

test("scaling alone says what the general map of channels says, at any size", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 12 }),
      (length, size) => {
        const random = new Random(length * size);
        const data = random.normals(length * size);
        const channels = Array.from({ length: size }, (_, c) => `c${c}`);
        const window = { data, length, channels, sampleRate: 50, unit: "g" };
        const factors = random.normals(size).fill(0, 1, 2); // one channel is lost
        const [ours, general] = [new Float32Array(data.length), new Float32Array(data.length)];
        scaleChannels(window, factors, ours);
        mapChannels(window, { factors }, general);
        expect(ours).toEqual(general);
        expect(ours[0]).toBe(Math.fround(data[0]! * factors[0]!));
      },
    ),
  );
});
