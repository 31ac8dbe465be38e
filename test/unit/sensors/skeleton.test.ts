import fc from "fast-check";
import { expect, test } from "vitest";
import type { Signal } from "#core/signal";
import { prepareSkeleton, prepareSkeletons } from "#sensors/skeleton";
import { rampRecording } from "./samples.ts";

const names = ["hip-centre", "shoulder-centre", "left-hip", "right-hip", "hand"];
const channels = names.flatMap((joint) => ["x", "y", "z"].map((axis) => `${joint}.${axis}`));

/** A person of spine length `size` standing at (x, 1, z), turned by `yaw`; the hand rises by 1 spine length a second. */
function person({ size = 0.5, x = 0, z = 0, yaw = 0, frames = 4 } = {}): Signal {
  const place = (right: number, up: number, back: number) => [
    x + size * (Math.cos(yaw) * right + Math.sin(yaw) * back),
    1 + size * up,
    z + size * (Math.cos(yaw) * back - Math.sin(yaw) * right),
  ];
  const frame = (t: number) => [
    ...[place(0, 0, 0), place(0, 1, 0), place(-0.2, 0, 0), place(0.2, 0, 0)].flat(),
    ...place(0.5, t / 10, -0.7),
  ];
  const data = Float32Array.from(Array.from({ length: frames }, (_, t) => frame(t)).flat());
  return { data, channels, sampleRate: 10, unit: "m" };
}

test("place, size and direction make no difference", () => {
  const reference = prepareSkeleton(person({ size: 1 }), { velocities: false });
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  fc.assert(
    fc.property(
      number(0.3, 0.7),
      number(-2, 2),
      number(-2, 2),
      number(-3, 3),
      (size, x, z, yaw) => {
        const prepared = prepareSkeleton(person({ size, x, z, yaw }), { velocities: false });
        prepared.data.forEach((value, i) => {
          expect(value).toBeCloseTo(reference.data[i]!, 4);
        });
      },
    ),
  );
});

test("the result is in spine lengths, hips at the origin, hip line on x", () => {
  const { data, unit } = prepareSkeleton(person({ size: 0.5, x: 3, yaw: 1 }), {
    velocities: false,
  });
  const expected = [0, 0, 0, 0, 1, 0, -0.2, 0, 0, 0.2, 0, 0, 0.5, 0, -0.7];
  expect([...data.subarray(0, 15)]).toEqual(expected.map((value) => expect.closeTo(value, 5)));
  expect(unit).toBe("spine lengths");
});

test("without alignment the direction stays", () => {
  const { data } = prepareSkeleton(person({ yaw: Math.PI }), { velocities: false, align: false });
  expect(data[12]).toBeCloseTo(-0.5, 5);
});

test("velocities are appended per second, ends included", () => {
  const { data, channels: named } = prepareSkeleton(person());
  expect(named).toHaveLength(30);
  expect(named[15 + 13]).toBe("hand.y/s");
  for (const frame of [0, 1, 2, 3]) expect(data[frame * 30 + 15 + 13]).toBeCloseTo(1, 4);
});

test("missing joints lie on the line between the frames around them", () => {
  const signal = person();
  const holed = { ...signal, data: Float32Array.from(signal.data) };
  for (const frame of [0, 2]) holed.data[frame * 15 + 13] = Number.NaN;
  const filled = prepareSkeleton(holed, { velocities: false }).data;
  expect([0, 1, 2, 3].map((frame) => filled[frame * 15 + 13])).toEqual(
    [0.1, 0.1, 0.2, 0.3].map((value) => expect.closeTo(value, 5)),
  );
  expect(holed.data[13]).toBeNaN();
});

test("unknown joints, lost joints and bodies without size are refused", () => {
  const landmarks = { hips: "pelvis", shoulders: "neck", leftHip: "l", rightHip: "r" };
  expect(() => prepareSkeleton(person(), { landmarks })).toThrow(
    /no joint "pelvis"[\s\S]*known: hip-centre/,
  );
  expect(() => prepareSkeleton(person({ size: 0 }))).toThrow(/spine has no length/);
  const lost = { ...person(), data: person().data.map((v, i) => (i % 15 === 4 ? Number.NaN : v)) };
  expect(() => prepareSkeleton(lost)).toThrow(/missing in all frames/);
});

test("of recordings only the skeleton changes", () => {
  const recording = rampRecording(4);
  const paired = { ...recording, signals: { ...recording.signals, skeleton: person() } };
  const [prepared] = prepareSkeletons([paired]);
  expect(prepared!.signals.acc).toBe(recording.signals.acc);
  expect(prepared!.signals.skeleton!.channels).toHaveLength(30);
  expect(() => prepareSkeletons([recording])).toThrow(/recording r1 has no skeleton/);
});
