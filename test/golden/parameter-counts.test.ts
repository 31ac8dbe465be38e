/** Learnt parameters (batch-norm statistics are not learnt) against published counts and counts done by hand. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { NetworkEntry } from "#core/network";
import { quietTf } from "#record/quiet";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { eegnet } from "#students/eegnet";
import { sccnet } from "#students/sccnet";
import { shallowConvNet } from "#students/shallow-conv-net";
import { deepConvNet } from "#teachers/deep-conv-net";
import { skelTcn } from "#teachers/skel-tcn";
import { wrn1d } from "#teachers/wrn1d";
import { weightsOf } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

interface Shape {
  readonly channels: number;
  readonly classes: number;
  readonly modality?: string;
  readonly length?: number;
  readonly sampleRate?: number;
}

function parametersOf<Options extends object>(
  entry: NetworkEntry<Options>,
  { classes, modality = "acc", length = 32, ...shape }: Shape,
  options: Partial<Options> = {},
): number {
  const inputs = [{ modality, length, ...shape }];
  const { model } = entry.build({ inputs, classes, seed: 1 }, { ...entry.options, ...options });
  const count = weightsOf([model]).parameters.size;
  model.dispose();
  return count;
}

/** By hand: 16·5·C + 32 + 32·5·16 + 64 + 64·3·32 + 128 + 65 K. */
describe("cnn1d-tiny (wristill)", () => {
  test.each([
    [3, 27, 10_923],
    [3, 14, 10_078],
    [40, 12, 12_908],
    [3, 11, 9_883],
  ])("%i channels, %i classes: %i", (channels, classes, count) => {
    expect(parametersOf(cnn1dTiny, { channels, classes })).toBe(count);
    expect(80 * channels + 32 + 2560 + 64 + 6144 + 128 + 65 * classes).toBe(count);
  });
});

/** By hand, a stage from a to b channels: 5a + 2a + ab + 2b. */
describe("ds-cnn1d (after MobileNet, Howard et al. 2017)", () => {
  const stage = (a: number, b: number) => 7 * a + a * b + 2 * b;

  test.each([
    [3, 27, 8_107],
    [3, 14, 7_262],
    [40, 12, 10_092],
  ])("%i channels, %i classes: %i", (channels, classes, count) => {
    expect(parametersOf(dsCnn1d, { channels, classes })).toBe(count);
    const stages = stage(16, 32) + stage(32, 48) + stage(48, 64);
    expect(80 * channels + 32 + stages + 65 * classes).toBe(count);
  });
});

/** Counted on the code of Jeon et al. 2022 (github.com/jeunsom/TDA_KD). */
describe("wrn1d", () => {
  const sizes = ["10-1", "16-1", "16-2", "16-3", "28-1", "28-3", "40-1", "40-2"];
  const tasks = [
    {
      task: "GENEActiv",
      channels: 3,
      classes: 14,
      counts: [28_670, 61_374, 240_318, 536_254, 126_782, 1_119_550, 192_190, 759_998],
    },
    {
      task: "PAMAP2",
      channels: 40,
      classes: 12,
      counts: [30_316, 63_020, 241_836, 537_644, 128_428, 1_120_940, 193_836, 761_516],
    },
    {
      task: "UTD-MHAD",
      channels: 3,
      classes: 27,
      counts: [29_515, 62_219, 241_995, 538_763, 127_627, 1_122_059, 193_035, 761_675],
    },
  ];
  const cases = tasks.flatMap(({ counts, ...task }) =>
    sizes.map((size, i) => ({ ...task, size, count: counts[i]! })),
  );

  test.each(cases)("$size on $task: $count", ({ size, count, ...shape }) => {
    const [depth, width] = size.split("-").map(Number) as [number, number];
    expect(parametersOf(wrn1d, shape, { depth, width })).toBe(count);
  });
});

/** wrn1d over 20 joints × 3 coordinates. */
describe("skel-tcn", () => {
  test.each([
    [16, 541_499],
    [28, 1_124_795],
  ])("depth %i, width 3, UTD-MHAD: %i", (depth, count) => {
    expect(parametersOf(skelTcn, { channels: 60, classes: 27 }, { depth, width: 3 })).toBe(count);
  });
});

/** Decoders of 4.5 s at 125 Hz (562 steps), as the code of Huang et al. 2022 cuts BCI competition IV 2a, or at 250 Hz. */
const imagery = { modality: "eeg", classes: 4, length: 562, sampleRate: 125 };
const imagery250 = { ...imagery, length: 1125, sampleRate: 250 };

/** By hand: temporal 8·64 + 16; spatial 16·C + 32; separable 16·16 + 16·16 + 32; linear 16·17·4 + 4. */
describe("eegnet-8,2 (github.com/CECNL/EEG-KD)", () => {
  test.each([
    [22, 2_548],
    [7, 2_308],
    [4, 2_260],
  ])("%i electrodes: %i", (channels, count) => {
    expect(parametersOf(eegnet, { ...imagery, channels })).toBe(count);
    expect(528 + 16 * channels + 32 + 544 + 1092).toBe(count);
  });

  test("64 electrodes over 4 s at 160 Hz: kernels and pools last as long as at 125 Hz", () => {
    const shape = { modality: "eeg", classes: 4, length: 640, sampleRate: 160, channels: 64 };
    const [temporal, separable] = [8 * 82 + 16, 16 * 20 + 256 + 32]; // 82 and 20 taps
    const linear = 16 * Math.floor(640 / 5 / 10) * 4 + 4; // pools of 5 and 10
    expect(parametersOf(eegnet, shape)).toBe(temporal + 16 * 64 + 32 + separable + linear);
  });
});

/** By hand: spatial 22·C + 22 + 44; temporal 22·20·12 + 20 + 40; linear 20·42·4 + 4. */
describe("sccnet (github.com/CECNL/EEG-KD)", () => {
  test.each([
    [64, 10_178],
    [22, 9_254],
    [7, 8_924],
    [4, 8_858],
  ])("%i electrodes: %i", (channels, count) => {
    expect(parametersOf(sccnet, { ...imagery, channels })).toBe(count);
    expect(22 * channels + 66 + 5340 + 3364).toBe(count);
  });
});

/** By hand: temporal 40·13; spatial 40·40·C + 80; linear 40·74·4 + 4. */
describe("shallow-conv-net", () => {
  test.each([
    [64, 114_844],
    [22, 47_644],
    [7, 23_644],
    [4, 18_844],
  ])("%i electrodes at 125 Hz (github.com/CECNL/EEG-KD): %i", (channels, count) => {
    expect(parametersOf(shallowConvNet, { ...imagery, channels })).toBe(count);
    expect(520 + 1600 * channels + 80 + 11_844).toBe(count);
  });

  /** Temporal 40·25 + 40; linear 40·69·4 + 4. */
  test.each([
    [22, 47_364],
    [7, 23_364],
    [4, 18_564],
  ])("%i electrodes at 250 Hz (braindecode's defaults): %i", (channels, count) => {
    const options = { kernel: 25, pool: 75, stride: 15, rate: 250, bias: true };
    expect(parametersOf(shallowConvNet, { ...imagery250, channels }, options)).toBe(count);
    expect(1040 + 1600 * channels + 80 + 11_044).toBe(count);
  });
});

/** By hand: 25·10 + 25 + 25·25·C + 50, then 10·a·b + 2·b for 25 → 50 → 100 → 200, linear 200·9·4 + 4. */
describe("deep-conv-net", () => {
  test.each([
    [22, 284_479],
    [7, 275_104],
    [4, 273_229],
  ])("%i electrodes at 250 Hz (braindecode's defaults): %i", (channels, count) => {
    expect(parametersOf(deepConvNet, { ...imagery250, channels })).toBe(count);
    expect(325 + 625 * channels + 12_600 + 50_200 + 200_400 + 7204).toBe(count);
  });

  /** Kernels of 5, pools of 2: half of each convolution; linear 200·31·4 + 4. */
  test.each([
    [64, 196_954],
    [22, 170_704],
    [7, 161_329],
    [4, 159_454],
  ])("%i electrodes at 125 Hz: %i", (channels, count) => {
    expect(parametersOf(deepConvNet, { ...imagery, channels })).toBe(count);
    expect(200 + 625 * channels + 6350 + 25_200 + 100_400 + 24_804).toBe(count);
  });
});
