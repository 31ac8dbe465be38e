import { expect, test } from "vitest";
import { type AugmentationConfig, composeAugmentations } from "#augmentations/compose";
import { timeWarp } from "#augmentations/time-warp";
import { Random } from "#core/random";
import type { Batch } from "#core/signal";

const view = (length: number, channels = 1) => ({
  data: Float32Array.from({ length: length * channels }, (_, i) => Math.floor(i / channels)),
  shape: [length, channels],
  sampleRate: 50,
});

function augmented(chain: readonly AugmentationConfig[], seed = 1, views = { acc: view(32) }) {
  composeAugmentations(chain).augment!(views, new Random(seed));
  return views;
}

test("an empty chain is nothing; windows and batches go separate ways", () => {
  expect(composeAugmentations([])).toEqual({});
  const both = composeAugmentations([{ name: "mixup" }, { name: "jitter" }]);
  expect(Object.keys(both).sort()).toEqual(["augment", "mix"]);
});

test("a link is applied to its share of the samples", () => {
  const chain = [{ name: "scaling", probability: 0.3 }];
  const changed = Array.from({ length: 1000 }, (_, seed) => augmented(chain, seed)).filter(
    ({ acc }) => acc.data[31] !== 31,
  );
  expect(changed.length / 1000).toBeGreaterThan(0.25);
  expect(changed.length / 1000).toBeLessThan(0.35);
  expect(augmented([{ name: "scaling", probability: 0 }]).acc.data[31]).toBe(31);
});

test("the same chance gives the same views; a later link leaves the earlier one's draws", () => {
  const jitter = { name: "jitter", options: { sigma: 1 } };
  expect(augmented([jitter])).toEqual(augmented([jitter]));
  const alone = augmented([jitter]).acc.data;
  const followed = augmented([jitter, { name: "scaling", options: { sigma: 0 } }]).acc.data;
  expect(followed).toEqual(alone);
});

test("paired modalities share a warp in time, and have noise of their own", () => {
  const pair = () => ({ acc: view(32), skeleton: view(32) });
  const warped = augmented([{ name: "time-warp" }], 1, pair()) as ReturnType<typeof pair>;
  expect(warped.skeleton.data).toEqual(warped.acc.data);
  expect(warped.acc.data).not.toEqual(view(32).data);
  const noisy = augmented([{ name: "jitter" }], 1, pair()) as ReturnType<typeof pair>;
  expect(noisy.skeleton.data).not.toEqual(noisy.acc.data);
});

test("options replace the defaults one by one", () => {
  const acc = augmented([{ name: "time-warp", options: { knots: 1 } }]).acc.data;
  const random = new Random(1).fork("time-warp", 0);
  const window = { data: view(32).data, length: 32, channels: 1, sampleRate: 50 };
  const expected = timeWarp.apply(window, random.fork("all"), { sigma: 0.2, knots: 1 });
  expect(acc).toEqual(expected.data);
});

test("mixing keeps its probability per batch", () => {
  const labels = { data: Float32Array.of(1, 0, 0, 1), shape: [2, 2] };
  const batch: Batch = { inputs: {}, labels, sampleIds: Int32Array.of(0, 1) };
  const never = composeAugmentations([{ name: "mixup", probability: 0 }]).mix!;
  expect(never(batch, new Random(1))).toBe(batch);
  const always = composeAugmentations([{ name: "mixup", options: { alpha: 1 } }]).mix!;
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
  [{ name: "jitter", options: { sigma: "big" } }, /jitter: sigma must be a number, received big/],
])("%j is refused", (config, message) => {
  expect(() => composeAugmentations([config])).toThrow(message);
});
