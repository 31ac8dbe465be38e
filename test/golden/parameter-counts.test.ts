/** Learnt parameters (batch-norm statistics are not learnt) against published counts and counts done by hand. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { NetworkEntry } from "#core/network";
import { quietTf } from "#record/quiet";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
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
}

function parametersOf<Options extends object>(
  entry: NetworkEntry<Options>,
  { channels, classes }: Shape,
  options: Partial<Options> = {},
): number {
  const inputs = [{ modality: "acc", length: 32, channels }];
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
