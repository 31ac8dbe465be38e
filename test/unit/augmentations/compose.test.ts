import { expect, test } from "vitest";
import { type AugmentationConfig, augmented as alone } from "#augmentations/augmentation";
import { composeAugmentations, mixesSamples } from "#augmentations/compose";
import { timeWarp } from "#augmentations/time-warp";
import { Random } from "#core/random";
import type { Batch, Sample, Window } from "#core/signal";

/** Every channel counts the time steps. */
const ramp = (length: number, facts: Partial<Window> = {}): Window => {
  const { channels = ["x", "y", "z"] } = facts;
  const count = (_: unknown, i: number) => Math.floor(i / channels.length);
  const data = Float32Array.from({ length: length * channels.length }, count);
  return { data, length, channels, sampleRate: 50, unit: "g", ...facts };
};

const sampleOf = (windows: Record<string, Window>): Sample => ({
  windows,
  label: Float32Array.of(1, 0),
  classes: ["left", "right"],
  sibling: (modality) => windows[modality]!.data.map((x) => x + 100),
});

type Target = Parameters<typeof composeAugmentations>[1];

function augmented<T extends Record<string, Window>>(
  chain: readonly AugmentationConfig[],
  windows: T,
  seed = 1,
  target?: Target,
): T {
  composeAugmentations(chain, target).augment!(sampleOf(windows), new Random(seed));
  return windows;
}

const changed = ({ acc }: { readonly acc: Window }) =>
  acc.data.some((x, i) => x !== ramp(32).data[i]);

test("an empty chain is nothing; windows and batches go separate ways", () => {
  expect(composeAugmentations([])).toEqual({});
  const both = composeAugmentations([{ name: "mixup" }, { name: "jitter" }]);
  expect(Object.keys(both).sort()).toEqual(["augment", "mix"]);
  expect(mixesSamples([{ name: "jitter" }, { name: "mix1" }])).toBe(false);
  expect(mixesSamples([{ oneOf: [{ name: "mixup" }, { name: "cutmix-1d" }] }])).toBe(true);
});

test.each<AugmentationConfig>([
  { name: "scaling" },
  { name: "mix2" },
  { oneOf: [{ name: "jitter" }, { name: "time-warp" }] },
  { chain: [{ name: "jitter" }, { name: "time-warp" }] },
])("%j is applied to its share of the samples", (link) => {
  const seeds = Array.from({ length: 1000 }, (_, seed) => seed);
  const some = seeds.filter((seed) =>
    changed(augmented([{ ...link, probability: 0.3 }], { acc: ramp(32) }, seed)),
  );
  expect(some.length / 1000).toBeGreaterThan(0.25);
  expect(some.length / 1000).toBeLessThan(0.35);
  expect(changed(augmented([{ ...link, probability: 0 }], { acc: ramp(32) }))).toBe(false);
});

test("one of several: each as often, never two", () => {
  const oneOf = [{ name: "sign-flip" }, { name: "time-reverse" }, { name: "removal" }];
  const kinds = Array.from({ length: 300 }, (_, seed) => {
    const { data } = augmented([{ oneOf }], { acc: ramp(32) }, seed).acc;
    if (data.some((x) => x < 0)) return "sign-flip";
    return data[0]! > data.at(-1)! && data[0] === 31 ? "time-reverse" : "removal";
  });
  for (const { name } of oneOf)
    expect(Math.abs(kinds.filter((kind) => kind === name).length - 100)).toBeLessThan(30);
});

test("links run stage by stage, whatever the order they are given in", () => {
  const zeros = { name: "removal", options: { maximum: 1 } };
  const noise = { name: "jitter", options: { sigma: 1 } };
  const warp = { name: "time-warp" };
  const masked = augmented([zeros, noise, warp], { acc: ramp(200) }, 3).acc.data;
  expect(masked.filter((x) => x === 0).length).toBeGreaterThan(10); // noise came before the mask
});

test("the same chance gives the same windows; a later link leaves the earlier one's draws", () => {
  const jitter = { name: "jitter", options: { sigma: 1 } };
  expect(augmented([jitter], { acc: ramp(32) })).toEqual(augmented([jitter], { acc: ramp(32) }));
  const followed = [jitter, { name: "scaling", options: { sigma: 0 } }];
  expect(augmented(followed, { acc: ramp(32) })).toEqual(augmented([jitter], { acc: ramp(32) }));
});

test("paired modalities share a warp in time, and have noise of their own", () => {
  const pair = () => ({ acc: ramp(32), skeleton: ramp(32, { unit: "m" }) });
  const warped = augmented([{ name: "time-warp" }], pair());
  expect(warped.skeleton.data).toEqual(warped.acc.data);
  expect(changed(warped)).toBe(true);
  const noisy = augmented([{ name: "jitter" }], pair());
  expect(noisy.skeleton.data).not.toEqual(noisy.acc.data);
});

test("sensors of one body turn alike; positions in space stay unless they are named", () => {
  const body = () => ({
    acc: ramp(32),
    gyro: ramp(16, { unit: "rad/s" }),
    skeleton: ramp(32, { unit: "m", channels: ["head.x", "head.y", "head.z"] }),
  });
  const { acc, gyro, skeleton } = augmented([{ name: "rotation-3d" }], body());
  expect(acc.data.subarray(0, 48)).toEqual(gyro.data);
  expect(acc.data[3]).not.toBe(1);
  expect(skeleton.data).toEqual(body().skeleton.data);
  const options = { axis: "y" };
  const named = augmented([{ name: "rotation-3d", options, modalities: ["skeleton"] }], body());
  expect(named.skeleton.data[3]).not.toBe(1);
  expect(named.skeleton.data[4]).toBe(1); // the vertical
  expect(named.acc.data).toEqual(body().acc.data);
});

test("a group hands its modalities on", () => {
  const chain = [{ oneOf: [{ name: "jitter" }, { name: "noise" }], modalities: ["acc"] }];
  const { acc, gyro } = augmented(chain, { acc: ramp(32), gyro: ramp(32) });
  expect(changed({ acc })).toBe(true);
  expect(changed({ acc: gyro })).toBe(false);
});

test("options replace the defaults one by one", () => {
  const { acc } = augmented([{ name: "time-warp", options: { knots: 1 } }], { acc: ramp(32) });
  const random = new Random(1).fork("time-warp", 0).fork("all");
  expect(acc.data).toEqual(alone(timeWarp, ramp(32), random, { knots: 1 }));
});

test("stage raw sees physical units where windows were standardised", () => {
  const scale = { mean: Float32Array.of(5, -2, 1), sd: Float32Array.of(2, 0.5, 1) };
  const windows = { acc: ramp(32) };
  const target = { signals: windows, classes: ["a"], normalization: { acc: scale } };
  const physical = (data: Float32Array) =>
    data.map((x, i) => x * scale.sd[i % 3]! + scale.mean[i % 3]!);
  const norms = (data: Float32Array) =>
    Array.from({ length: 32 }, (_, t) => Math.hypot(...data.subarray(3 * t, 3 * t + 3)));
  const before = norms(physical(windows.acc.data));
  const { acc } = augmented([{ name: "rotation-3d" }], windows, 1, target);
  expect(changed({ acc })).toBe(true);
  norms(physical(acc.data)).forEach((norm, t) => {
    expect(norm).toBeCloseTo(before[t]!, 3);
  });
});

test("siblings come from the sample; labels change with the sides", () => {
  const chain = [{ name: "segmentation-reconstruction" }];
  expect(augmented(chain, { acc: ramp(32) }).acc.data[0]).toBe(100);
  const sample = sampleOf({ eeg: ramp(8, { channels: ["C3", "C4"], unit: "µV" }) });
  composeAugmentations([{ name: "channels-symmetry" }]).augment!(sample, new Random(1));
  expect([...sample.label]).toEqual([0, 1]);
});

test("mixing keeps its probability per batch", () => {
  const labels = { data: Float32Array.of(1, 0, 0, 1), shape: [2, 2] };
  const batch: Batch = { inputs: {}, labels, sampleIds: Int32Array.of(0, 1) };
  const never = composeAugmentations([{ name: "mixup", probability: 0 }]).mix!;
  expect(never(batch, new Random(1))).toBe(batch);
  const always = composeAugmentations([{ name: "mixup" }]).mix!;
  const mixed = [1, 2, 3, 4].map((seed) => always(batch, new Random(seed)).labels.data[0]);
  expect(mixed.some((weight) => weight !== 1)).toBe(true);
});

test.each<[AugmentationConfig, RegExp]>([
  [
    { name: "jiter" },
    /unknown augmentation "jiter"\n {2}help: did you mean "jitter"\? known: .*jitter/,
  ],
  [{ name: "jitter", probability: 1.2 }, /jitter: probability must be from 0 to 1, received 1\.2/],
  [{ name: "jitter", probability: Number.NaN }, /probability must be from 0 to 1/],
  [
    { name: "jitter", options: { sigm: 1 } },
    /jitter has no option "sigm"\n {2}help: did you mean "sigma"/,
  ],
  [
    { name: "jitter", options: { sigma: "big" } },
    /jitter: sigma must be a number from 0 to 1000000, received big/,
  ],
  [{ name: "jitter", options: { sigma: -1 } }, /sigma must be a number from 0/],
  [{ name: "permutation", options: { segments: 1.5 } }, /segments must be a whole number from 1/],
  [
    { name: "shift", options: { fill: "mirror" } },
    /fill must be one of wrap, zero, received mirror/,
  ],
  [{ name: "scaling", options: { isotropic: 1 } }, /isotropic must be a boolean, received 1/],
  [
    { name: "sign-flip", options: { sigma: 1 } },
    /sign-flip has no option "sigma".*\n.*it has none/,
  ],
  [{ name: "mix1", options: { sigma: 1 } }, /mix1 is a preset and has no options/],
  [{}, /one of name, oneOf and chain/],
  [{ name: "jitter", oneOf: [{ name: "noise" }] }, /one of name, oneOf and chain/],
  [{ oneOf: [] }, /a group needs at least one link/],
  [{ chain: [{ name: "mixup" }, { name: "jitter" }] }, /windows or of batches, not both/],
])("%j is refused", (config, message) => {
  expect(() => composeAugmentations([config])).toThrow(message);
});

test.each<[AugmentationConfig, RegExp]>([
  [
    { name: "rotation-3d" },
    /rotation-3d suits no modality of eeg, skeleton\n.*x, y and z channels of a worn sensor/,
  ],
  [{ name: "jitter", modalities: ["acc"] }, /jitter: unknown modality "acc".*\n.*eeg, skeleton/],
  [{ name: "channels-symmetry" }, /class "left hand" has no partner "right hand"/],
  [
    { name: "channels-symmetry", options: { swap: [["left hand", "right"]] } },
    /swap must hold pairs of classes, received \["left hand","right"\]/,
  ],
])("%j does not fit its target", (config, message) => {
  const signals = {
    eeg: { channels: ["C3", "C4"], unit: "µV" },
    skeleton: { channels: ["head.x", "head.y", "head.z"], unit: "m" },
  };
  const target = { signals, classes: ["left hand", "feet"] };
  expect(() => composeAugmentations([config], target)).toThrow(message);
});
