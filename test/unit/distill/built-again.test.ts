/** Stretches of networks built once more. */
import { setBackend, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Network, NetworkEntry } from "#core/network";
import { builtAgain, type Stretch } from "#distill/built-again";
import { mapNamesOf } from "#distill/feature-maps";
import { shapesOf } from "#distill/learner";
import { quietTf } from "#record/quiet";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { eegnet } from "#students/eegnet";
import { gru } from "#students/gru";
import { tcn } from "#students/tcn";
import { wrn1d } from "#teachers/wrn1d";
import { randomTensor } from "#test/support/tensors";
import { weightsOf } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

function build(entry: unknown, { length = 32, modality = "acc", channels = 3, options = {} } = {}) {
  const { build: make, options: own } = entry as NetworkEntry;
  const inputs = [{ modality, length, channels, sampleRate: 50 }];
  return make({ inputs, classes: 4, seed: 1 }, { ...own, ...options });
}

const wide = (depth = 10) => build(wrn1d, { options: { depth, width: 1 } });
const parametersOf = (model: Network["model"]) => weightsOf([model]).parameters;
const valuesOf = (network: Network, stretch: Stretch) =>
  parametersOf(builtAgain(network, stretch)).read();

/** Weights of the last layers before the classifier. */
function takeOver(
  again: Network["model"],
  { trainableWeights, nonTrainableWeights }: Network["model"],
) {
  const before = trainableWeights.slice(0, -2); // the classifier's kernel and bias
  for (const [own, all] of [
    [again.trainableWeights, before],
    [again.nonTrainableWeights, nonTrainableWeights],
  ] as const)
    own.forEach((weight, i) => {
      weight.write(all[all.length - own.length + i]!.read());
    });
}

describe("a stretch built again", () => {
  test.each([
    ["cnn1d-tiny", build(cnn1dTiny)],
    ["ds-cnn1d", build(dsCnn1d)],
    ["tcn", build(tcn)],
    ["gru", build(gru)],
    ["eegnet", build(eegnet, { modality: "eeg", length: 128, channels: 4 })],
    ["wrn1d", wide()],
  ])(
    "of %s: from every map to the features, with the original's weights the original",
    (_, network) => {
      const { taps, model } = network;
      for (const from of mapNamesOf(shapesOf(network).taps)) {
        const again = builtAgain(network, { from, seed: 7 });
        expect(again.outputs[0]!.shape).toEqual(model.outputs.at(-1)!.shape);
        tidy(() => {
          for (const layer of again.layers)
            expect(model.layers.map(({ name }) => name)).not.toContain(layer.name);
          const x = randomTensor([2, ...(model.inputs[0]!.shape.slice(1) as number[])], 3);
          const outputs = model.predict(x) as (typeof x)[];
          const map = outputs[1 + taps.indexOf(from)]!;
          const [before] = [again.predict(map) as typeof x];
          const trained = again.trainableWeights.length > 0;
          const own = outputs.at(-1)!;
          expect(before!.sub(own).abs().max().dataSync()[0]! > 1e-3).toBe(trained);
          takeOver(again, model);
          const after = again.predict(map) as typeof x;
          expect(after.sub(own).abs().max().dataSync()[0]!).toBeLessThan(1e-5);
        });
      }
    },
  );

  test("its weights are those of no other seed, of the original's spread, and leave the original alone", () => {
    const network = wide();
    const before = parametersOf(network.model).read();
    const [a, b, c] = [5, 5, 6].map((seed) => valuesOf(network, { from: "group1", seed }));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    expect(parametersOf(network.model).read()).toEqual(before);
    const spread = (model: Network["model"], width: number) => {
      const kernels = model.trainableWeights.filter(({ shape }) => shape.length === 3);
      const last = kernels.at(-1)!;
      expect(last.shape.at(-1)).toBe(width);
      return tidy(() => Math.sqrt(last.read().square().mean().dataSync()[0]!));
    };
    const own = spread(network.model, 64);
    expect(spread(builtAgain(network, { from: "group1", seed: 1 }), 64) / own).toBeCloseTo(1, 1);
    const half = builtAgain(network, { from: "group1", seed: 1, width: 0.5 });
    expect(spread(half, 32) / own).toBeCloseTo(Math.SQRT2, 1);
  });

  test("is scaled: a quarter of the weights, nearly, at half the width", () => {
    const network = wide();
    const stretch = { from: "group2", seed: 1, shape: [16, 16] };
    const [whole, half] = [1, 0.5].map((width) =>
      parametersOf(builtAgain(network, { ...stretch, shape: [16, 32 * width], width })),
    );
    expect(half!.size / whole!.size).toBeCloseTo(0.25, 2);
  });

  test("ends at another tap too", () => {
    const between = builtAgain(wide(), { from: "group1", to: "group2", seed: 1 });
    expect(between.outputs[0]!.shape).toEqual([null, 16, 32]);
  });
});

test("what cannot be built again is told", () => {
  const network = build(cnn1dTiny);
  expect(() => builtAgain(network, { from: "conv2", to: "conv1", seed: 1 })).toThrow(
    'in the network "cnn1d_tiny", "conv1" does not follow from "conv2" alone',
  );
  expect(() => builtAgain(network, { from: "conv9", seed: 1 })).toThrow(
    'the network "cnn1d_tiny" has no tap "conv9"',
  );
  const reshaped = build(eegnet, { modality: "eeg", length: 128, channels: 4 });
  const [from] = mapNamesOf(shapesOf(reshaped).taps);
  expect(() => builtAgain(reshaped, { from: from!, seed: 1, shape: [3] })).toThrow(
    "cannot have a part of 1 times its width: ",
  );
  const adding = build(tcn); // its blocks add what comes in
  expect(() => builtAgain(adding, { from: "block1", seed: 1, width: 2 })).toThrow(
    'the network "tcn" cannot have a part of 2 times its width: ',
  );
});
