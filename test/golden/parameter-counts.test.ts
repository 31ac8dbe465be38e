/** Learnt parameters (batch-norm statistics are not learnt) against published counts and counts done by hand. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { NetworkEntry } from "#core/network";
import { quietTf } from "#record/quiet";
import { bilstmS } from "#students/bilstm-s";
import { cnn1dBranches } from "#students/cnn1d-branches";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { eegnet } from "#students/eegnet";
import { gru } from "#students/gru";
import { sccnet } from "#students/sccnet";
import { shallowConvNet } from "#students/shallow-conv-net";
import { tcn } from "#students/tcn";
import { tinyHar } from "#students/tiny-har";
import { deepConvNet } from "#teachers/deep-conv-net";
import { resnet181d } from "#teachers/resnet18-1d";
import { skelBilstm } from "#teachers/skel-bilstm";
import { skelTcn } from "#teachers/skel-tcn";
import { stgcn } from "#teachers/stgcn";
import { tasked } from "#teachers/tasked";
import { transformer } from "#teachers/transformer";
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
test("cnn1d-branches (wristill): a first block of 8 filters per axis", () => {
  const first = 3 * (5 * 8 + 2 * 8); // convolution, scale and shift
  const common = 5 * 24 * 32 + 2 * 32 + (3 * 32 * 64 + 2 * 64) + (64 * 27 + 27);
  expect(first + common).toBe(12_099);
  expect(parametersOf(cnn1dBranches, { channels: 3, classes: 27 })).toBe(12_099);
});

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

/** Published for 3 → 14 by Jeon et al. 2022, arXiv:2201.00111 (stem of 7 taps). */
describe("resnet18-1d", () => {
  test.each([
    [8, 62_182],
    [16, 244_158],
    [24, 545_942],
    [32, 967_534],
    [48, 2_170_142],
    [64, 3_851_982],
  ])("width %i: %i", (width, count) => {
    expect(parametersOf(resnet181d, { channels: 3, classes: 14 }, { width })).toBe(count);
    const block = (a: number, b: number) => 3 * a * b + 3 * b * b + 4 * b;
    const stage = (a: number) => block(a, 2 * a) + 2 * a * a + 4 * a + block(2 * a, 2 * a);
    const stages = 2 * block(width, width) + [1, 2, 4].reduce((n, k) => n + stage(k * width), 0);
    expect(21 * width + 2 * width + stages + 14 * (8 * width + 1)).toBe(count);
  });
});

/** A gate from c inputs to u units has u·(c + u + 1) weights; PyTorch adds a second bias that only ever acts in sum. */
const lstm = (c: number, u: number) => 4 * u * (c + u + 1);
const secondBias = (u: number) => 4 * u;

describe("bilstm-s", () => {
  test.each([
    [32, 11_227],
    [64, 38_811],
  ])("%i units, 3 → 27: PyTorch's %i less the second bias of each direction", (units, pytorch) => {
    const count = parametersOf(bilstmS, { channels: 3, classes: 27 }, { units });
    expect(count).toBe(pytorch - 2 * secondBias(units));
    expect(count).toBe(2 * lstm(3, units) + 27 * (2 * units + 1));
  });
});

test("skel-bilstm: PyTorch's 596 763 less the second bias of each layer and direction", () => {
  const count = parametersOf(skelBilstm, { channels: 60, classes: 27, modality: "skeleton" });
  expect(count).toBe(596_763 - 4 * secondBias(128));
  expect(count).toBe(2 * lstm(60, 128) + 2 * lstm(256, 128) + 27 * 257);
});

/** Three gates, one bias each. */
test("gru: 8 811", () => {
  expect(parametersOf(gru, { channels: 3, classes: 27 })).toBe(8_811);
  expect(3 * 48 * (3 + 48 + 1) + 27 * 49).toBe(8_811);
});

/** Two convolutions of 3 taps with batch-norm in each block, a shortcut in the first. */
test("tcn: 9 527", () => {
  expect(parametersOf(tcn, { channels: 3, classes: 27 })).toBe(9_527);
  const [first, later] = [180 + 1200 + 80 + 60, 2400 + 80];
  expect(first + 3 * later + 27 * 21).toBe(9_527);
});

/** F = 12: 4 convolutions; attention 4·(F² + F); fusion 2F·(3F + 1); LSTM; attention over time 4F² + 2F + 2F + 1; linear. */
test("tiny-har: 9 832", () => {
  expect(parametersOf(tinyHar, { channels: 3, classes: 27 })).toBe(9_832);
  const convolutions = 60 + 3 * 720 + 4 * 24;
  const others = 4 * (144 + 12) + 24 * 37 + lstm(24, 24) + (576 + 48 + 1);
  expect(convolutions + others + 27 * 25).toBe(9_832);
});

/** Counted layer by layer on the authors' code (github.com/yysijie/st-gcn) with these blocks. */
test("stgcn: 507 795", () => {
  const shape = { channels: 60, classes: 27, modality: "skeleton" };
  expect(parametersOf(stgcn, shape)).toBe(507_795);
  const block = (a: number, b: number) => 3 * b * (a + 1) + 1200 + 4 * b + 9 * b * b + b;
  const shortcut = (a: number, b: number) => a * b + 3 * b;
  const blocks = block(3, 32) + block(32, 32) + block(32, 64) + block(64, 64);
  const last = block(64, 128) + block(128, 128) + shortcut(32, 64) + shortcut(64, 128);
  expect(120 + blocks + last + 27 * 129).toBe(507_795);
});

/** An encoder block of width w with f hidden units. */
const encoder = (w: number, f: number) => 4 * w + 4 * w * (w + 1) + f * (w + 1) + w * (f + 1);

test("transformer: 9 → 6", () => {
  const [stem, patch] = [5 * 9 * 48 + 96 + 5 * 48 * 96 + 192, 4 * 9 * 96 + 96];
  const rest = 4 * encoder(96, 192) + 192 + 6 * 97;
  const shape = { channels: 9, classes: 6 };
  expect(parametersOf(transformer, shape)).toBe(stem + rest);
  expect(parametersOf(transformer, shape, { stem: "patch" })).toBe(patch + rest);
});

/** Own convolutions for each of three positions, then shared ones. */
test("tasked: 3 positions of 3 axes → 6", () => {
  const positions = 3 * (5 * 3 * 32 + 64 + 5 * 32 * 32 + 64);
  const fused = encoder(32, 64) + 96 * 97;
  const count = positions + fused + 3 * encoder(96, 192) + 192 + 6 * 97;
  expect(parametersOf(tasked, { channels: 9, classes: 6 })).toBe(count);
});
